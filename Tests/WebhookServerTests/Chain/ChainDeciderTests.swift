// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SealAuthN
import StakeRBAC
import SuiLedger
import Testing

@testable import WebhookServer

/// Who asks, by a chain: from its copy, or by a look-up where that is too old.
@Suite struct ChainDeciderTests {
    /// Nodes that know one account, and nothing else.
    private struct Source: EntrySource {
        let owner: SuiLedger.Address
        let answer: Result<StakeAccount, LedgerError>

        func ask(
            _ name: EntryName, agreement: Int, timeout: Duration,
            completion: @escaping @Sendable (Result<EntryAnswer, LedgerError>) -> Void
        ) {
            let freshness = Freshness(chain: "c", epoch: 5, checkpoint: 900, timestamp: ChainDeciderTests.milliseconds)
            completion(
                answer.map { account in
                    EntryAnswer(name == .account(owner) ? .account(account) : .nothing, freshness)
                })
        }
    }

    static let milliseconds: UInt64 = 1_800_000_000_000
    static let now = Moment(
        monotonic: Monotonic(nanoseconds: 1_000_000_000_000), wall: WallTime(seconds: 1_800_000_000))
    static let sui: UInt64 = 1_000_000_000
    static let owner = Address(0x12)
    static let other = Address(0x13)

    private static func account(_ amount: UInt64, status: UInt8 = 1, sequence: UInt64 = 1) -> StakeAccount {
        StakeAccount(
            amount: amount, nodeAmount: 2 * sui, unbonding: 0, unbondEpoch: 0, status: status, score: 100,
            slashedTotal: 0, sinceMilliseconds: 1, weightEpoch: 1, generation: 0, nodeID: nil, sequence: sequence,
            ext: [])
    }

    /// A copy of this age that knows both owners, and a machine; nodes say this of the first owner.
    private static func decider(
        age: Duration = .zero, _ answer: Result<StakeAccount, LedgerError> = .failure(LedgerError(.unavailable, "-"))
    ) -> ChainDecider {
        let tables = ClusterTables()
        tables.insert(account(10 * sui), of: owner)
        tables.insert(account(2 * sui), of: other)
        tables.insert(
            WorkerEntry(
                worker: Address(0x44), nodeID: "x", nodeName: "n-1", status: 2, joinKey: [], reason: "",
                registeredMilliseconds: 1, sequence: 1, ext: []), of: owner)
        let mark = FollowMark(
            checkpoint: 800, rose: Monotonic(nanoseconds: now.monotonic.nanoseconds - age.wholeNanoseconds),
            timestamp: milliseconds - age.wholeNanoseconds / 1_000_000, epoch: 5, isComplete: true, isLive: true,
            hasWorkers: true,
            thresholds: TierThresholds(viewer: sui / 2, developer: 2 * sui, admin: 5 * sui, superuser: 10 * sui),
            workerMinimum: sui)
        return ChainDecider(
            IdentityDirectory(
                DirectorySettings(cluster: Address(1)), tables: tables, mark: { mark },
                source: Source(owner: owner, answer: answer), clock: { now }))
    }

    private static func decided(_ decider: ChainDecider, _ claimant: Claimant) -> Caller? {
        guard case .decided(let caller) = decider.resolve(claimant, at: now) else { return nil }
        return caller
    }

    private static func asked(_ decider: ChainDecider, _ claimant: Claimant) -> Caller? {
        guard case .open(let question) = decider.resolve(claimant, at: now) else { return nil }
        let answers = Locked<[Caller]>([])
        question.ask(until: now.monotonic.advanced(by: .seconds(2))) { caller in answers.withLock { $0.append(caller) }
        }
        let all = answers.withLock { $0 }
        return all.count == 1 ? all[0] : nil
    }

    private static func identity(_ owner: Address, _ tier: Tier, _ stake: UInt64) -> Identity {
        Identity(owner: owner.raw, seal: nil, tier: tier, stake: stake)
    }

    static let callers: [(Claimant, Caller)] = [
        (.nobody, .notOurs), (.impostor, .dead(.unknownSeal)),
        (.staker(owner: owner.raw, uid: owner.raw), .staker(identity(owner, .super, 10 * sui))),
        (.staker(owner: owner.raw, uid: other.raw), .dead(.unknownSeal)),
        (.homeAccount(of: owner.raw), .serviceAccount(identity(owner, .super, 10 * sui))),
        (.homeAccount(of: Address(9).raw), .dead(.unstaked)),
        (.grantedAccount(of: [owner.raw, other.raw]), .serviceAccount(identity(other, .developer, 2 * sui))),
        (.node(named: "n-1"), .node(.registered)), (.node(named: "n-2"), .node(.refused(.unregistered))),
    ]

    @Test(arguments: callers) func `a fresh copy tells at once`(_ claimant: Claimant, _ expected: Caller) {
        #expect(Self.decided(Self.decider(), claimant) == expected)
    }

    @Test func `super waits for a look-up where the copy is too old, and passes when that is fresh`() {
        let stale = Duration.seconds(11)
        let claimant = Claimant.staker(owner: Self.owner.raw, uid: Self.owner.raw)
        #expect(Self.decided(Self.decider(age: stale), claimant) == nil)
        let same = Self.decider(age: stale, .success(Self.account(10 * Self.sui)))
        #expect(Self.asked(same, claimant) == .staker(Self.identity(Self.owner, .super, 10 * Self.sui)))
        let slashed = Self.decider(age: stale, .success(Self.account(9 * Self.sui, status: 3, sequence: 2)))
        #expect(Self.asked(slashed, claimant) == .dead(.slashed))
        #expect(Self.asked(Self.decider(age: stale), claimant) == .dead(.ledgerUnavailable))
    }

    @Test func `a service account waits for its owner likewise`() {
        let slashed = Self.decider(
            age: .seconds(11), .success(Self.account(9 * Self.sui, status: 3, sequence: 2)))
        #expect(Self.asked(slashed, .homeAccount(of: Self.owner.raw)) == .dead(.slashed))
        // The other's stake is believed for a while, though no node says anything of it.
        let grace = Self.decider(age: .seconds(11))
        let known = Caller.serviceAccount(Self.identity(Self.other, .developer, 2 * Self.sui))
        #expect(Self.asked(grace, .homeAccount(of: Self.other.raw)) == known)
        // Whoever cannot be told might have less.
        #expect(Self.asked(grace, .grantedAccount(of: [Self.other.raw, Self.owner.raw])) == .dead(.ledgerUnavailable))
    }

    @Test func `a machine does not wait, and is believed as long as a viewer`() {
        #expect(Self.decided(Self.decider(age: .seconds(900)), .node(named: "n-1")) == .node(.registered))
        let late = Self.decider(age: .seconds(901))
        #expect(Self.decided(late, .node(named: "n-1")) == .node(.refused(.ledgerUnavailable)))
    }
}
