// SPDX-License-Identifier: Apache-2.0
internal import WorkerProtocol

extension Measurement {
    /// What the master is told; `nil` where a number is not known, because none is made up.
    func heartbeat(of node: String, at milliseconds: UInt64, version: String) -> Heartbeat? {
        guard let cpu = cpuPercent, let memory = memoryPercent, let disk = diskPercent, let network, let counts else {
            return nil
        }
        return Heartbeat(
            nodeName: node, atMilliseconds: milliseconds, cpuPercent: Self.percent(cpu),
            memoryPercent: Self.percent(memory), diskPercent: Self.percent(disk),
            networkReceivedBytes: network.received, networkSentBytes: network.sent,
            pods: UInt32(min(max(counts.pods, 0), Heartbeat.maximumCount)),
            containers: UInt32(min(max(counts.containers, 0), Heartbeat.maximumCount)), version: version)
    }

    /// What the chain is told; `nil` where a number is not known.
    var report: (cpu: UInt8, memory: UInt8, pods: UInt32)? {
        guard let cpuPercent, let memoryPercent, let counts else { return nil }
        return (Self.percent(cpuPercent), Self.percent(memoryPercent), UInt32(clamping: counts.pods))
    }

    private static func percent(_ number: Int) -> UInt8 { UInt8(min(max(number, 0), 100)) }
}
