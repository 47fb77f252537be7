// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger
internal import Wire

/// A worker's own object: its heartbeats.
struct Worker: Hashable {
    private static let heartbeat: UInt64 = 10 * 60 * 1000
    private static let historyLength = 32

    let id: Address
    let cluster: Address
    let owner: Address
    var version: UInt64 = 1
    private(set) var score = Tiers.maximumScore
    private(set) var history: [WorkerPerformance] = []
    private var last: UInt64 = 0
    private var number: UInt64 = 0

    init(id: Address, cluster: Address, owner: Address) {
        self.id = id
        self.cluster = cluster
        self.owner = owner
    }

    /// What stands under its version.
    var state: [UInt8] {
        var value = BCSWriter()
        value.address(cluster)
        value.address(owner)
        value.integer(score)
        value.integer(last)
        value.length(history.count)
        for performance in history { performance.encode(into: &value) }
        value.integer(number)
        return value.bytes
    }

    func checkVersion() throws(Abort) { try require(version == 1, WorkerRegistry.module, "EWrongVersion") }

    mutating func beat(cpu: UInt8, memory: UInt8, pods: UInt32, _ context: inout CallContext) throws(Abort) {
        try require(cpu <= 100 && memory <= 100, WorkerRegistry.module, "EInvalidUsage")
        try checkVersion()
        try require(context.sender == owner, WorkerRegistry.module, "ENotOwner")
        let now = context.milliseconds
        if number > 0 {
            try require(now >= last + Self.heartbeat, WorkerRegistry.module, "ETooSoon")
            let missed = (now - last) / Self.heartbeat - 1
            score =
                missed == 0
                ? min(score + 1, Tiers.maximumScore) : score - min(missed, score - Tiers.minimumScore)
        }
        last = now
        number += 1
        let performance = WorkerPerformance(
            atMilliseconds: now, cpuPercent: cpu, memoryPercent: memory, pods: pods, score: score)
        history = history.suffix(Self.historyLength - 1) + [performance]
        let event = HeartbeatRecorded(
            cluster: cluster, worker: id, number: number, owner: owner, performance: performance)
        context.emit(.heartbeatRecorded(event))
    }

    mutating func migrate() throws(Abort) {
        try require(version < 1, WorkerRegistry.module, "ENotAnUpgrade")
        version = 1
    }
}
