// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger

@testable import StakeWorker

/// A chain in memory that keeps to the contracts' rules as far as a worker meets them.
final class FakeChain: ChainDoor {
    /// What it holds, and what was asked of it.
    struct World: Sendable {
        var account: StakeAccount?
        var worker: WorkerEntry?
        var seals: [SealKey: Seal] = [:]
        var epoch: UInt64 = 10
        var workerMinimum = Mist.perSUI
        var orders: [ChainOrder] = []
        var looks: [Bool] = []
        var settled = 0
        /// Why nothing can be had from it.
        var failure: WorkerFailure?
        /// Why orders are not carried out.
        var orderFailure: WorkerFailure?
        var serving: ServingEnclave?
        /// What one node alone says that others do not.
        var aloneSays: (@Sendable (inout World) -> Void)?
    }

    let owner: Address
    let cluster = Address(0xc1)
    let world: Locked<World>
    private let crash: Locked<Crash>

    init(owner: Address = Address(0xa), crash: Crash = Crash(at: nil)) {
        self.owner = owner
        world = Locked(World())
        self.crash = Locked(crash)
    }

    var now: World {
        get { world.withLock { $0 } }
        set { world.withLock { $0 = newValue } }
    }

    /// Has the next run broken off elsewhere.
    func set(_ crash: Crash) { self.crash.withLock { $0 = crash } }

    /// A worker that works.
    func makeWorking(stake: UInt64 = 2 * Mist.perSUI) {
        world.withLock { world in
            world.account = Self.account(node: stake)
            world.worker = WorkerEntry(
                worker: Address(0x77), nodeID: "rack-1", nodeName: "n-abc-1", status: 2,
                joinKey: .init(repeating: 1, count: 32), reason: "", registeredMilliseconds: 1, sequence: 3, ext: [])
        }
    }

    static func account(node: UInt64, status: UInt8 = 1) -> StakeAccount {
        StakeAccount(
            amount: 0, nodeAmount: node, unbonding: 0, unbondEpoch: 0, status: status, score: 100, slashedTotal: 0,
            sinceMilliseconds: 1, weightEpoch: 1, generation: 0, nodeID: "rack-1", sequence: 1, ext: [])
    }

    static func params(minimum: UInt64 = Mist.perSUI) -> ClusterParams {
        ClusterParams(
            thresholds: TierThresholds(
                viewer: Mist.perSUI / 2, developer: 2 * Mist.perSUI, admin: 5 * Mist.perSUI, superuser: 10 * Mist.perSUI
            ),
            workerMinimum: minimum, unbondingEpochs: 7, votingMilliseconds: 1, appealMilliseconds: 1, proposalBond: 1,
            slashFraction: 1000, slasherEpochLimit: 1, sealEpochs: 30)
    }

    func look(seal: SealKey?, agrees: Bool) throws(WorkerFailure) -> ChainSight {
        world.withLock { $0.looks.append(agrees) }
        var world = now
        if let failure = world.failure { throw failure }
        if !agrees { world.aloneSays?(&world) }
        return ChainSight(
            account: world.account, worker: world.worker, params: Self.params(minimum: world.workerMinimum),
            seal: seal.flatMap { world.seals[$0] }, epoch: world.epoch)
    }

    func settle() throws(WorkerFailure) { world.withLock { $0.settled += 1 } }

    func enclave(forStake stake: UInt64) throws(WorkerFailure) -> ServingEnclave {
        guard let serving = now.serving else { throw WorkerFailure(.standing, "no enclave") }
        return serving
    }

    func carryOut(_ order: ChainOrder) throws(WorkerFailure) {
        if let failure = now.orderFailure ?? now.failure { throw failure }
        try crash.withLock { $0 }.around { () throws(WorkerFailure) in
            try world.withLock { world throws(WorkerFailure) in
                try Self.apply(order, &world, owner)
                world.orders.append(order)
            }
        }
    }

    private static func apply(_ order: ChainOrder, _ world: inout World, _ owner: Address) throws(WorkerFailure) {
        func require(_ isSo: Bool, _ name: String) throws(WorkerFailure) {
            if !isSo { throw WorkerFailure(.chainRefused, name) }
        }
        switch order {
        case .stake(let amount, let node):
            try require((world.account?.nodeAmount ?? 0) == 0, "EAlreadyStaked")
            try require(amount >= world.workerMinimum, "EBelowMinimum")
            var account = Self.account(node: amount)
            account.nodeID = node
            world.account = account
        case .increase(let amount):
            try require((world.account?.nodeAmount ?? 0) > 0, "ENotStaked")
            world.account?.nodeAmount += amount
        case .restake(let amount):
            try require(world.account?.status == 3, "ENotSlashed")
            world.account?.nodeAmount += amount
            world.account?.status = 1
        case .register(let node, let joinKey):
            try require((world.account?.nodeAmount ?? 0) >= world.workerMinimum, "EStakeTooLow")
            try require(
                world.worker == nil || world.worker?.status == 4 || world.worker?.status == 5, "EAlreadyRegistered")
            world.worker = WorkerEntry(
                worker: Address(0x77), nodeID: node, nodeName: world.worker?.nodeName ?? "", status: 1,
                joinKey: joinKey,
                reason: "", registeredMilliseconds: 1, sequence: 1, ext: [])
        case .setJoinKey(let key): world.worker?.joinKey = key
        case .mintSeal(let terms):
            try require(world.seals[terms.key] == nil, "EKeyUsed")
            world.seals[terms.key] = Seal(
                sealID: Address(0x5), owner: owner, kind: 2, generation: world.account?.generation ?? 0,
                bind: Bytes32(terms.bind.span) ?? Bytes32(), permissions: [], namespaces: [], issuedMilliseconds: 1,
                expiresEpoch: world.epoch + 30, revoked: false, sequence: 1, ext: [])
        case .report: break
        case .retire:
            try require(world.worker != nil && world.worker?.status != 5, "EInvalidTransition")
            world.worker?.status = 5
        case .unstake(let amount):
            try require((world.account?.nodeAmount ?? 0) >= amount, "EInsufficientStake")
            world.account?.nodeAmount -= amount
            world.account?.unbonding += amount
        case .revokeSeal(let key): world.seals[key]?.revoked = true
        }
    }
}
