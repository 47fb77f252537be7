// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// The workers of a cluster: the contracts' `worker_registry`.
struct WorkerRegistry {
    static let module = "worker_registry"

    /// Where a worker stands.
    enum Status: UInt8 {
        case pending = 1
        case active = 2
        case suspended = 3
        case slashed = 4
        case retired = 5
    }

    let cluster: Address
    var version: UInt64 = 1
    let workers = Table<Address, WorkerEntry>()
    let names = Table<String, Address>()
    var active: UInt64 = 0
    var number: UInt64 = 0

    init(cluster: Address) { self.cluster = cluster }

    /// Returns the worker's own object where it is new.
    mutating func register(
        _ pool: Pool, nodeID: String, joinKey: [UInt8], _ context: inout CallContext
    ) throws(Abort) -> Worker? {
        try check(pool)
        let owner = context.sender
        try require(try pool.isNodeStaked(owner), Self.module, "EStakeTooLow")
        try require(try pool.account(owner).nodeID == nodeID, Self.module, "EStakeTooLow")
        try require(joinKey.count == 32, Self.module, "EInvalidJoinKey")
        guard var entry = workers[owner] else {
            let worker = Worker(id: context.nextID(), cluster: cluster, owner: owner)
            let entry = WorkerEntry(
                worker: worker.id, nodeID: nodeID, nodeName: "", status: Status.pending.rawValue, joinKey: joinKey,
                reason: "", registeredMilliseconds: context.milliseconds, sequence: 0, ext: [])
            changed(owner, entry, &context)
            return worker
        }
        try require(entry.isAny(of: .retired, .slashed), Self.module, "EAlreadyRegistered")
        entry.status = Status.pending.rawValue
        entry.joinKey = joinKey
        entry.reason = ""
        entry.registeredMilliseconds = context.milliseconds
        changed(owner, entry, &context)
        return nil
    }

    mutating func setJoinRequest(_ joinKey: [UInt8], _ context: inout CallContext) throws(Abort) {
        try require(joinKey.count == 32, Self.module, "EInvalidJoinKey")
        var entry = try entry(context.sender)
        try require(!entry.isAny(of: .retired, .slashed), Self.module, "EInvalidTransition")
        entry.joinKey = joinKey
        changed(context.sender, entry, &context)
    }

    mutating func retire(_ context: inout CallContext) throws(Abort) {
        let entry = try entry(context.sender)
        try require(!entry.isAny(of: .retired), Self.module, "EInvalidTransition")
        become(context.sender, entry, .retired, "", &context)
    }

    mutating func activate(
        _ pool: Pool, _ cap: Capability, owner: Address, nodeName: String, _ context: inout CallContext
    ) throws(Abort) {
        try pool.check(cap)
        try check(pool)
        try require(Names.isLabel(nodeName), Self.module, "EInvalidNodeName")
        var entry = try entry(owner)
        try require(entry.isAny(of: .pending, .suspended), Self.module, "EInvalidTransition")
        try require(try pool.isNodeStaked(owner), Self.module, "EStakeTooLow")
        if entry.nodeName != nodeName {
            try require(!names.contains(nodeName), Self.module, "ENodeNameTaken")
            names[nodeName] = owner
            entry.nodeName = nodeName
        }
        become(owner, entry, .active, "", &context)
    }

    mutating func suspend(
        _ pool: Pool, _ cap: Capability, owner: Address, reason: String, _ context: inout CallContext
    ) throws(Abort) {
        try pool.check(cap)
        try check(pool)
        try require(Names.isText(reason, max: 256), Self.module, "EInvalidReason")
        let entry = try entry(owner)
        try require(entry.isAny(of: .active), Self.module, "EInvalidTransition")
        become(owner, entry, .suspended, reason, &context)
    }

    func updateScore(
        _ pool: inout Pool, _ cap: Capability, _ worker: Worker, _ context: inout CallContext
    ) throws(Abort) {
        try pool.check(cap)
        try check(pool)
        try worker.checkVersion()
        try require(worker.cluster == cluster, Self.module, "EWrongCluster")
        let hasStake = try pool.account(worker.owner).nodeAmount > 0
        let isRewarded = try isActive(worker.owner) && hasStake
        try pool.setScore(worker.owner, worker.score, isRewarded: isRewarded, &context)
    }

    mutating func slash(
        _ pool: inout Pool, _ cap: Capability, owner: Address, fraction: UInt64, evidence: [UInt8], reason: String,
        _ context: inout CallContext
    ) throws(Abort) {
        try check(pool)
        try require(Names.isText(reason, max: 256), Self.module, "EInvalidReason")
        try pool.slash(cap, owner: owner, fraction: fraction, evidence: evidence, &context)
        become(owner, try entry(owner), .slashed, reason, &context)
    }

    mutating func migrate(_ pool: Pool, _ cap: Capability) throws(Abort) {
        try pool.check(cap)
        try require(version < 1, Self.module, "ENotAnUpgrade")
        try require(cluster == pool.id, Self.module, "EWrongCluster")
        version = 1
    }

    // MARK: Views

    func entry(_ owner: Address) throws(Abort) -> WorkerEntry {
        try checkVersion()
        guard let entry = workers[owner] else { throw Abort(Self.module, "ENotRegistered") }
        return entry
    }

    func isActive(_ owner: Address) throws(Abort) -> Bool {
        try checkVersion()
        return workers[owner]?.isAny(of: .active) ?? false
    }

    func checkVersion() throws(Abort) { try require(version == 1, Self.module, "EWrongVersion") }

    // MARK: Inside

    private func check(_ pool: Pool) throws(Abort) {
        try checkVersion()
        try require(cluster == pool.id, Self.module, "EWrongCluster")
    }

    private mutating func become(
        _ owner: Address, _ entry: WorkerEntry, _ status: Status, _ reason: String, _ context: inout CallContext
    ) {
        let wasActive = entry.isAny(of: .active)
        var entry = entry
        entry.status = status.rawValue
        entry.reason = reason
        if wasActive && status != .active { active -= 1 }
        if !wasActive && status == .active { active += 1 }
        changed(owner, entry, &context)
    }

    private mutating func changed(_ owner: Address, _ entry: WorkerEntry, _ context: inout CallContext) {
        number += 1
        var entry = entry
        entry.sequence = number
        workers[owner] = entry
        context.emit(.workerChanged(WorkerChanged(cluster: cluster, number: number, owner: owner, worker: entry)))
    }
}

extension WorkerEntry {
    func isAny(of statuses: WorkerRegistry.Status...) -> Bool { statuses.contains { $0.rawValue == status } }
}
