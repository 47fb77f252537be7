// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Reads how the machine is; for one thread.
struct Meter {
    /// Where to look.
    struct Places: Hashable, Sendable {
        /// The kernel's tables.
        var proc = "/proc"
        /// The control groups, version 2.
        var cgroup = "/sys/fs/cgroup"
        /// A folder on the disk that fills.
        var disk = "/var/lib/rancher"
    }

    /// More than any of the files has.
    private static let fileLimit = 1 << 20

    private let places: Places
    private var last: ProcessorTimes?

    init(_ places: Places = Places()) { self.places = places }

    /// Measures; the processors' use is known from the second time on.
    mutating func measure() -> Measurement {
        var measurement = Measurement()
        let times = text("stat").flatMap { ProcessorTimes($0) }
        if let times, let last { measurement.cpuPercent = times.percent(since: last) }
        if let times { last = times }
        measurement.memoryPercent = text("meminfo").flatMap { MemoryUse($0)?.percent }
        // Of the machine, whatever network namespace this process is in: the first process's.
        measurement.network = (text("1/net/dev") ?? text("net/dev")).flatMap { NetworkCounters($0) }
        measurement.diskPercent = disk()?.percent
        measurement.counts = try? PodCounts(below: places.cgroup)
        return measurement
    }

    private func text(_ name: String) -> String? {
        (try? FileContents.read("\(places.proc)/\(name)", limit: Self.fileLimit)).map {
            String(decoding: $0.bytes, as: UTF8.self)
        }
    }

    /// The disk of the folder, or of the nearest one above that is there.
    private func disk() -> DiskUse? {
        var path = places.disk[...]
        while true {
            if let use = try? DiskUse.of(path.isEmpty ? "/" : String(path)) { return use }
            guard let slash = path.lastIndex(of: "/") else { return nil }
            path = path[..<slash]
        }
    }
}
