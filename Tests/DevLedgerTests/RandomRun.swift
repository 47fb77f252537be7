// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import Testing
import Wire

@testable import DevLedger

/// A chain with two clusters and the first one's officers, on which things happen by chance.
struct RandomRun {
    let chain = Chain()
    private(set) var follower = EventFollower()
    private(set) var clusters: [ClusterCreated] = []
    private(set) var paidIn: UInt128 = 0
    private(set) var paidOut: UInt128 = 0
    private(set) var succeeded = 0
    private(set) var refusals: Set<Abort> = []
    private var calls: RandomCalls
    private var objects: UInt64 = 0

    init(_ calls: RandomCalls) throws {
        self.calls = calls
        for admin in [RandomCalls.admin, RandomCalls.people[6]] {
            try make(RandomCall(name: "cluster::create_cluster", sender: admin))
        }
        let pool = CallValue.object(clusters[0].cluster)
        let admin = try #require(chain.caps.entries.values.first { $0.holder == RandomCalls.admin })
        let cap = CallValue.object(admin.id)
        try make(
            RandomCall(
                name: "staking::set_params", sender: admin.holder, values: [pool, cap, .params(RandomCalls.params)]))
        for (kind, officer) in [(UInt8(2), RandomCalls.slasher), (3, RandomCalls.officer)] {
            let to = CallValue.pure(officer.raw.bytes)
            try make(
                RandomCall(name: "staking::offer_cap", sender: admin.holder, values: [pool, cap, .pure([kind]), to]))
            try make(RandomCall(name: "staking::accept_cap", sender: officer, values: [pool, .pure([kind])]))
        }
    }

    /// Makes a call after some time; where it is looked at closely, checks that one that fails leaves nothing.
    mutating func step(isWatched: Bool = true) throws {
        if calls.below(10) == 0 { chain.milliseconds += UInt64(calls.below(900_000)) }
        chain.epoch = chain.milliseconds / 7_200_000
        let call = calls.next(at: chain.milliseconds)
        let before = ChainScalars(chain)
        let tables = isWatched ? chain.fingerprint : 0
        do throws(CallFailure) { try make(call) } catch {
            #expect(ChainScalars(chain) == before, "\(call)")
            if isWatched { #expect(chain.fingerprint == tables, "\(call)") }
            if case .abort(let abort) = error { refusals.insert(abort) }
        }
    }

    private mutating func make(_ call: RandomCall) throws(CallFailure) {
        var created = objects
        let first = created
        let counter = Counter()
        var transaction = ChainTransaction(sender: call.sender) {
            counter.value += 1
            return Address("0x1" + String((first + counter.value) << 8, radix: 16)) ?? Address(0)
        }
        let parts = call.name.split(separator: ":").map(String.init)
        chain.begin()
        do throws(CallFailure) {
            let results = try chain.call(module: parts[0], function: parts[1], call.values, &transaction)
            for case .coin(let coin) in results { paidOut += UInt128(coin) }
        } catch {
            chain.rollBack()
            throw error
        }
        chain.commit()
        created += counter.value
        objects = created
        paidIn += UInt128(call.payment)
        for payment in transaction.payments { paidOut += UInt128(payment.amount) }
        for event in transaction.events {
            do { try follower.follow(event) } catch { Issue.record(error) }
            if case .clusterCreated(let cluster) = event { clusters.append(cluster) }
            calls.remember(event)
        }
        succeeded += 1
    }

    private final class Counter {
        var value: UInt64 = 0
    }
}

/// The numbers of a chain that stand outside of its tables, by the object that they belong to.
struct ChainScalars: Equatable {
    private var numbers: [Address: [UInt64]] = [:]
    private let params: [Address: ClusterParams]

    init(_ chain: Chain) {
        params = chain.pools.mapValues(\.params)
        for (id, pool) in chain.pools {
            numbers[id] = [
                pool.version, pool.vault, pool.slashed, pool.eligible, pool.eligibleBefore, pool.eligibleEpoch,
                pool.slashEpoch, pool.slashedInEpoch, pool.number, pool.rewards.pot, pool.rewards.totalWeight,
                UInt64(truncatingIfNeeded: pool.rewards.index), UInt64(pool.rewards.index >> 64),
            ]
        }
        for (id, registry) in chain.sealRegistries { numbers[id] = [registry.number] }
        for (id, registry) in chain.workerRegistries { numbers[id] = [registry.number, registry.active] }
        for (id, scheduler) in chain.schedulers {
            numbers[id] = [scheduler.number, scheduler.submitted, scheduler.pending, scheduler.assigned]
        }
        for (id, registry) in chain.enclaveRegistries {
            numbers[id] = [registry.number, registry.configVersion, registry.stateSequence]
        }
        for (id, governance) in chain.governances {
            numbers[id] = [governance.number, governance.bonds, governance.proposed]
        }
        for (id, anchor) in chain.anchors { numbers[id] = [anchor.number, anchor.sequence, anchor.size] }
    }
}
