// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import DevLedger

/// What holds after every call, whoever calls what and when.
@Suite(.timeLimit(.minutes(10))) struct InvariantTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `no call makes or loses money, skips a number or leaves a half`(_ seed: UInt64) throws {
        var run = try RandomRun(RandomCalls(seed: seed))
        for step in 0..<300 {
            try run.step()
            if step % 20 == 0 { try check(run) }
        }
        try check(run)
    }

    // Move ends the call where Swift would end the process.
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `no amount is too large to be refused`(_ seed: UInt64) throws {
        let amounts: [UInt64] = [10, 11, 100, 1 << 62, 1 << 63, .max / 2, .max - 100, .max]
        var run = try RandomRun(RandomCalls(seed: seed, amounts: amounts))
        for step in 0..<600 { try run.step(isWatched: step % 10 == 0) }
        try check(run)
        #expect(run.refusals.contains { $0.isArithmetic })
    }

    @Test func `a long run sees every event and most refusals`() throws {
        var run = try RandomRun(RandomCalls(seed: 42))
        for step in 0..<4_000 { try run.step(isWatched: step % 50 == 0) }
        try check(run)
        #expect(run.succeeded > 500)
        #expect(run.refusals.count > 60)
        let all: Set = [
            "Anchored", "CapChanged", "ClusterCreated", "EnclaveChanged", "FundsChanged", "HeartbeatRecorded",
            "MeasurementsChanged", "ParamsChanged", "ProposalChanged", "RequestChanged", "RewardClaimed",
            "SealChanged", "StakeChanged", "StateCommitted", "VoteCast", "WorkerChanged",
        ]
        #expect(all.subtracting(run.follower.names) == [])
        let statuses = Set(run.follower.proposals.values.flatMap(\.values).map(\.status))
        #expect(statuses.isSuperset(of: [2, 3]))
        #expect(run.refusals.allSatisfy { $0.isArithmetic || AbortCodes.number(of: $0) > 0 })
    }

    @Test func `the same calls leave the same state`() throws {
        var runs = [try RandomRun(RandomCalls(seed: 7)), try RandomRun(RandomCalls(seed: 7))]
        for _ in 0..<300 {
            try runs[0].step()
            try runs[1].step()
        }
        #expect(runs[0].chain.fingerprint == runs[1].chain.fingerprint)
        #expect(ChainScalars(runs[0].chain) == ChainScalars(runs[1].chain))
        #expect(runs[0].follower == runs[1].follower)
    }

    // MARK: What holds

    private func check(_ run: RandomRun) throws {
        var held: UInt128 = 0
        for cluster in run.clusters {
            let pool = try #require(run.chain.pools[cluster.cluster])
            let governance = try #require(run.chain.governances[cluster.governance])
            held += [pool.vault, pool.slashed, pool.rewards.pot, governance.bonds].reduce(0) { $0 + UInt128($1) }
            check(pool)
            check(pool, governance)
            check(try #require(run.chain.workerRegistries[cluster.workerRegistry]))
            check(try #require(run.chain.schedulers[cluster.scheduler]))
            check(try #require(run.chain.sealRegistries[cluster.sealRegistry]))
            #expect(run.follower.agrees(with: run.chain, about: cluster))
        }
        #expect(held == run.paidIn - run.paidOut)
    }

    private func check(_ pool: Pool) {
        let accounts = pool.stakes.entries.values
        #expect(pool.vault == accounts.reduce(0) { $0 + $1.total })
        #expect(pool.eligible == accounts.reduce(0) { $0 + $1.votable })
        let shares = pool.rewards.shares.entries.values
        #expect(pool.rewards.totalWeight == shares.reduce(0) { $0 + $1.weight })
        let due = shares.reduce(UInt128(0)) { sum, share in
            sum + UInt128(share.due) + UInt128(share.weight) * (pool.rewards.index - share.index) / 1_000_000_000_000
        }
        #expect(due <= UInt128(pool.rewards.pot))
    }

    private func check(_ pool: Pool, _ governance: Governance) {
        let open = governance.proposals.entries.values.filter(\.isOpen)
        #expect(governance.bonds == open.reduce(0) { $0 + $1.bond + $1.appealBond })
        for person in RandomCalls.people {
            #expect(pool.holds[person] ?? 0 == UInt64(open.count { $0.target == person }))
        }
    }

    private func check(_ registry: WorkerRegistry) {
        let entries = registry.workers.entries.values
        #expect(registry.active == UInt64(entries.count { $0.status == WorkerRegistry.Status.active.rawValue }))
        let names = entries.map(\.nodeName).filter { !$0.isEmpty }
        #expect(Set(names).count == names.count, "two nodes of one name")
    }

    private func check(_ scheduler: Scheduler) {
        let requests = scheduler.requests.entries.values
        #expect(scheduler.pending == UInt64(requests.count { $0.isAny(of: .pending) }))
        #expect(scheduler.assigned == UInt64(requests.count { $0.isAny(of: .assigned) }))
        for person in RandomCalls.people {
            let open = requests.filter { $0.submitter == person && $0.isAny(of: .pending, .assigned) }
            let load = requests.filter { $0.worker == person && $0.isAny(of: .assigned) }
            #expect(scheduler.open[person] ?? 0 == UInt64(open.count))
            #expect(scheduler.workloads[person] ?? 0 == UInt64(load.count))
        }
    }

    private func check(_ registry: SealRegistry) {
        for (owner, keys) in registry.owned.entries {
            #expect(keys.count <= 16)
            #expect(keys.allSatisfy { registry.seals[$0]?.owner == owner && registry.seals[$0]?.revoked == false })
        }
    }
}
