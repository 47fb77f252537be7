// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import TestSupport
import Testing
import WorkerProtocol

@testable import StakeWorker

/// Files as machines had them, under Tests/Vectors/machine; numbers are those of `awk` and of df(1).
enum Samples {
    static let folder = TestFiles.vectors + "machine/"

    static func text(_ name: String) throws -> String {
        String(decoding: try FileContents.read(folder + name, limit: 1 << 20).bytes, as: UTF8.self)
    }
}

@Suite struct MeasurementTests {
    @Test func `processor times are those of all processors`() throws {
        // awk 'NR==1{for(i=2;i<=9;i++)t+=$i; print t, $5+$6}' stat
        #expect(ProcessorTimes(try Samples.text("stat")) == ProcessorTimes(total: 450_641, idle: 42_943))
    }

    @Test(
        arguments: [
            "", "cpu", "cpu0 1 2 3 4 5 6 7 8", "cpu  1 2 3 4 5 6 7", "cpu  1 2 3 4 5 6 7 x", "cpu  -1 2 3 4 5 6 7 8",
            "cpu  18446744073709551615 1 0 0 0 0 0 0",
        ])
    func `what is no table of processor times is none`(_ text: String) { #expect(ProcessorTimes(text) == nil) }

    @Test func `use is the share of the time between two looks`() {
        let first = ProcessorTimes(total: 1000, idle: 400)
        #expect(ProcessorTimes(total: 1200, idle: 450).percent(since: first) == 75)
        #expect(ProcessorTimes(total: 1200, idle: 400).percent(since: first) == 100)
        #expect(ProcessorTimes(total: 1200, idle: 600).percent(since: first) == 0)
        // No time, a counter that went back, more rest than time.
        #expect(first.percent(since: first) == nil)
        #expect(ProcessorTimes(total: 999, idle: 400).percent(since: first) == nil)
        #expect(ProcessorTimes(total: 1200, idle: 399).percent(since: first) == nil)
        #expect(ProcessorTimes(total: 1001, idle: 402).percent(since: first) == nil)
    }

    @Test func `memory in use is what programs could not get`() throws {
        let use = try #require(MemoryUse(try Samples.text("meminfo")))
        #expect(use.total == 24_684_096 && use.available == 22_981_396)
        // awk 'BEGIN{print int((24684096-22981396)/24684096*100)}'
        #expect(use.percent == 6)
    }

    @Test(
        arguments: [
            "", "MemTotal: 5 kB\n", "MemTotal: 5 kB\nMemAvailable: 6 kB\n", "MemTotal: 0 kB\nMemAvailable: 0 kB\n",
            "MemTotal: 5 MB\nMemAvailable: 1 kB\n", "MemTotal: x kB\nMemAvailable: 1 kB\n",
        ])
    func `what is no table of memory is none`(_ text: String) { #expect(MemoryUse(text) == nil) }

    @Test func `the network is the machine's own interfaces`() throws {
        // eth0 and enp3s0f1; not those that pods have, nor what carries them.
        #expect(NetworkCounters(try Samples.text("dev")) == NetworkCounters(received: 159_838_115, sent: 295_055))
    }

    @Test(
        arguments: [
            "", "eth0: 1 2 3", "Inter-| x\n face |x\n eth0: 1 2 3\n", "Inter-| x\n face |x\n eth0 1 2 3\n",
            "Inter-| x\n face |x\n eth0: x 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n",
        ])
    func `what is no table of interfaces is none`(_ text: String) { #expect(NetworkCounters(text) == nil) }

    @Test func `counters that wrap are no reason to end`() {
        let line = "18446744073709551615 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0"
        let text = "Inter-| x\n face |x\n eth0: \(line)\n eth1: \(line)\n"
        #expect(NetworkCounters(text) == NetworkCounters(received: .max - 1, sent: 2))
    }

    @Test func `a disk is as full as df says`() throws {
        // df(1) rounds up, and leaves out what is kept for root.
        #expect(DiskUse(usable: 1000, free: 999).percent == 1)
        #expect(DiskUse(usable: 1000, free: 1000).percent == 0)
        #expect(DiskUse(usable: 1000, free: 0).percent == 100)
        #expect(DiskUse(usable: 0, free: 0).percent == 0)
        let answer = try ChildProcess.ask("/bin/df", ["--output=pcent", "/tmp"], input: [UInt8]().span)
        let said = String(decoding: answer.output, as: UTF8.self).split(separator: "\n").last ?? ""
        let percent = try #require(Int(said.filter { $0.isNumber }))
        #expect(abs(try DiskUse.of("/tmp").percent - percent) <= 1)
    }

    @Test func `a folder that is not there has no disk`() {
        #expect(throws: SystemError.self) { _ = try DiskUse.of("/nowhere/at/all") }
        #expect(throws: SystemError.self) { _ = try DiskUse.of("/tmp\0") }
    }
}

@Suite struct PodCountTests {
    private static let digits = String(repeating: "0123456789abcdef", count: 4)

    private static func make(_ folders: [String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in folders { try Folder.make(for: "\(folder.path)/\(name)/x") }
        return folder
    }

    @Test func `pods and containers are counted in systemd's groups`() throws {
        let pod = "pod3f6c6e8d_2b1a_4a63_9d58_0a0d3c0a4f11"
        let folder = try Self.make([
            "kubepods.slice/kubepods-\(pod).slice/cri-containerd-\(Self.digits).scope",
            "kubepods.slice/kubepods-\(pod).slice/cri-containerd-\(Self.digits.dropLast())0.scope",
            "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-\(pod).slice/cri-containerd-\(Self.digits).scope",
            "kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-\(pod).slice/crio-\(Self.digits).scope",
            // A pod whose containers have gone, and folders that are none.
            "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-\(pod)2.slice",
            "kubepods.slice/kubepods-burstable.slice/other.slice", "system.slice/k3s-agent.service",
        ])
        #expect(try PodCounts(below: folder.path) == PodCounts(pods: 3, containers: 1))
    }

    @Test func `and in the kubelet's own`() throws {
        let folder = try Self.make([
            "kubepods/pod3f6c/\(Self.digits)", "kubepods/pod3f6c/\(Self.digits.dropLast())0",
            "kubepods/burstable/pod77aa/\(Self.digits)", "kubepods/besteffort/pod88/nothing",
        ])
        #expect(try PodCounts(below: folder.path) == PodCounts(pods: 2, containers: 1))
    }

    @Test func `where the kubelet has made no groups there are no pods`() throws {
        let folder = try Self.make(["system.slice"])
        #expect(try PodCounts(below: folder.path) == PodCounts(pods: 0, containers: 0))
    }

    @Test(arguments: [(4095, true), (4096, true), (4097, false)]) func `a folder without end is refused`(
        _ count: Int, _ isCounted: Bool
    ) throws {
        let folder = try TemporaryFolder()
        try Folder.make(for: "\(folder.path)/kubepods/x")
        for number in 0..<count { mkdir("\(folder.path)/kubepods/g\(number)", 0o700) }
        let counts = try? PodCounts(below: folder.path)
        #expect((counts != nil) == isCounted)
    }

    @Test func `names that are no container's are not counted`() {
        #expect(PodCounts.isContainer(Self.digits) && PodCounts.isContainer("cri-containerd-\(Self.digits).scope"))
        for name in ["", "x", Self.digits + "0", Self.digits.uppercased(), "cri-containerd-.scope", ".scope"] {
            #expect(!PodCounts.isContainer(name), "\(name)")
        }
        #expect(!PodCounts.isPod("kubepods-burstable.slice") && !PodCounts.isPod("podman.slice"))
    }
}

@Suite struct MeterTests {
    @Test func `a machine is measured from its files`() throws {
        let folder = try TemporaryFolder()
        for (name, sample) in [("stat", "stat"), ("meminfo", "meminfo"), ("1/net/dev", "dev")] {
            try folder.write("proc/\(name)", try Samples.text(sample))
        }
        try Folder.make(for: folder.path + "/cgroup/x")
        let places = Meter.Places(
            proc: folder.path + "/proc", cgroup: folder.path + "/cgroup", disk: folder.path + "/not/there/yet")
        var meter = Meter(places)
        let first = meter.measure()
        #expect(first.cpuPercent == nil && first.memoryPercent == 6 && first.network?.sent == 295_055)
        #expect(first.counts == PodCounts(pods: 0, containers: 0) && first.diskPercent != nil)
        // 100 ticks more, 25 of them idle.
        try folder.write("proc/stat", "cpu  316046 57231 30798 41277 1691 0 461 3237 0 0\n")
        #expect(meter.measure().cpuPercent == 75)
    }

    @Test func `what cannot be read is not made up`() throws {
        var meter = Meter(Meter.Places(proc: "/nowhere", cgroup: "/nowhere", disk: "nowhere"))
        _ = meter.measure()
        let measured = meter.measure()
        #expect(measured.cpuPercent == nil && measured.memoryPercent == nil && measured.network == nil)
        #expect(measured.heartbeat(of: "n-a-1", at: 1, version: "x") == nil && measured.report == nil)
    }

    @Test func `a heartbeat says what was measured`() throws {
        var measured = Measurement(
            cpuPercent: 75, memoryPercent: 6, diskPercent: 101, network: NetworkCounters(received: 5, sent: 7),
            counts: PodCounts(pods: 3, containers: 4))
        let heartbeat = try #require(measured.heartbeat(of: "n-a-1", at: 1234, version: "v"))
        #expect(heartbeat.cpuPercent == 75 && heartbeat.memoryPercent == 6 && heartbeat.diskPercent == 100)
        #expect(heartbeat.networkReceivedBytes == 5 && heartbeat.networkSentBytes == 7 && heartbeat.pods == 3)
        #expect(heartbeat.containers == 4 && heartbeat.atMilliseconds == 1234 && heartbeat.nodeName == "n-a-1")
        let report = try #require(measured.report)
        #expect(report == (75, 6, 3))
        measured.counts = nil
        #expect(measured.heartbeat(of: "n-a-1", at: 1, version: "x") == nil && measured.report == nil)
    }
}
