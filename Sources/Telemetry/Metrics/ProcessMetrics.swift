// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The process's own metrics, under the names that every Prometheus client uses for them.
public struct ProcessMetrics: Collector {
    private static let cpu = Family(
        .counter, "process_cpu_seconds_total", "Time on a processor, user and system together.")
    private static let start = Family(.gauge, "process_start_time_seconds", "When the process began, since 1970.")
    private static let resident = Family(.gauge, "process_resident_memory_bytes", "Memory that is in RAM.")
    private static let virtual = Family(.gauge, "process_virtual_memory_bytes", "Address space.")
    private static let open = Family(.gauge, "process_open_fds", "Descriptors that are open.")
    private static let limit = Family(.gauge, "process_max_fds", "Descriptors that may be open.")
    private static let threads = Family(.gauge, "process_threads", "Threads that exist.")

    /// Makes the collector.
    public init() {}

    /// All of them.
    public var families: [Family] {
        [Self.cpu, Self.start, Self.resident, Self.virtual, Self.open, Self.limit, Self.threads]
    }

    /// Asks `/proc`; writes nothing where that is not to be read (out of descriptors, say).
    public func collect(into exposition: inout Exposition) {
        guard let usage = try? ProcessUsage.now() else { return }
        exposition.write(Self.cpu, [.init(.seconds(nanoseconds: usage.cpuNanoseconds))])
        exposition.write(Self.start, [.init(.seconds(nanoseconds: usage.startNanoseconds))])
        exposition.write(Self.resident, [.init(.count(usage.residentBytes))])
        exposition.write(Self.virtual, [.init(.count(usage.virtualBytes))])
        exposition.write(Self.open, [.init(.count(usage.openDescriptors))])
        if let limit = usage.descriptorLimit { exposition.write(Self.limit, [.init(.count(limit))]) }
        exposition.write(Self.threads, [.init(.count(usage.threads))])
    }
}
