// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import TestSupport
import Testing

@Suite struct MirrorTests {
    /// The same numbers for the same seed, on every machine: splitmix64.
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
            return z ^ z >> 31
        }
    }

    static let cluster = Address(1)

    private static func account(_ amount: UInt64, _ sequence: UInt64) -> StakeAccount {
        StakeAccount(
            amount: amount, nodeAmount: 0, unbonding: 0, unbondEpoch: 0, status: 1, score: 100, slashedTotal: 0,
            sinceMilliseconds: 0, weightEpoch: 0, generation: 0, nodeID: nil, sequence: sequence, ext: [])
    }

    private static func stake(
        _ owner: UInt8, _ amount: UInt64, _ number: UInt64, _ of: Address = cluster
    ) -> ContractEvent {
        .stakeChanged(
            StakeChanged(
                cluster: of, number: number, owner: Address(owner), account: account(amount, number), cause: 1,
                evidence: []))
    }

    private static func key(_ number: UInt8) -> SealKey { SealKey(Address(number).raw) }

    private static func seal(_ number: UInt64, _ key: UInt8, _ revoked: Bool) -> ContractEvent {
        let seal = Seal(
            sealID: Address(9), owner: Address(2), kind: 1, generation: 0, bind: Bytes32(), permissions: [],
            namespaces: [], issuedMilliseconds: 0, expiresEpoch: 30, revoked: revoked, sequence: number, ext: [])
        return .sealChanged(SealChanged(cluster: cluster, number: number, key: Self.key(key), seal: seal, cause: 1))
    }

    /// What each number was taken as; a macro cannot call what changes a value.
    private static func taken(_ list: [UInt64], _ numbers: inout NumberTracker) -> [Bool] {
        list.map { numbers.insert($0) }
    }

    private static func effects(_ events: [ContractEvent], _ mirror: inout ClusterMirror) -> [ClusterMirror.Effect] {
        events.map { mirror.apply($0) }
    }

    @Test func `numbers have no hole, one, and none again`() {
        var numbers = NumberTracker()
        let first = Self.taken([7, 7, 3], &numbers)
        #expect(first == [true, false, false])
        #expect(!numbers.hasHole && numbers.complete == 7)
        let ahead = Self.taken([8, 11, 10], &numbers)
        #expect(ahead == [true, true, true])
        #expect(numbers.hasHole && numbers.firstMissing == 9 && numbers.complete == 8)
        let filled = Self.taken([10, 9], &numbers)
        #expect(filled == [false, true])
        #expect(!numbers.hasHole && numbers.complete == 11 && numbers.firstMissing == nil)
    }

    @Test func `a listing covers what is missing below it`() {
        var numbers = NumberTracker(complete: 4)
        _ = Self.taken([6, 9, 10], &numbers)
        numbers.cover(upTo: 8)
        #expect(!numbers.hasHole && numbers.complete == 10)
        numbers.cover(upTo: 2)
        #expect(numbers.complete == 10)
        var fresh = NumberTracker()
        fresh.cover(upTo: 0)
        _ = fresh.insert(2)
        #expect(fresh.complete == 0 && fresh.hasHole)
    }

    @Test func `a stream that makes no sense is not remembered without end`() {
        var numbers = NumberTracker(complete: 0)
        var taken = 0
        for number in 2..<UInt64(NumberTracker.maximumAhead + 100) where numbers.insert(number) { taken += 1 }
        #expect(taken == NumberTracker.maximumAhead)
        #expect(numbers.hasHole)
    }

    @Test func `a slow look-up does not undo a slashing`() {
        var mirror = ClusterMirror(cluster: Self.cluster)
        _ = mirror.apply(Self.stake(2, 100, 5))
        let isOlderTaken = mirror.insert(Self.account(500, 4), of: Address(2))
        #expect(!isOlderTaken)
        #expect(mirror.account(Address(2))?.amount == 100)
        let isNewerTaken = mirror.insert(Self.account(90, 6), of: Address(2))
        let again = mirror.apply(Self.stake(2, 100, 5))
        #expect(isNewerTaken && again == .known)
        #expect(mirror.account(Address(2))?.amount == 90)
    }

    @Test func `what is of another cluster is nobody's here`() {
        var mirror = ClusterMirror(cluster: Self.cluster)
        let effect = mirror.apply(Self.stake(2, 100, 1, Address(3)))
        #expect(effect == .foreign)
        #expect(mirror.account(Address(2)) == nil && !mirror.hasHole)
        #expect(mirror.counts == (0, 0))
    }

    @Test func `a hole is there until it is filled, in stakes and in seals`() {
        var mirror = ClusterMirror(
            cluster: Self.cluster, poolNumbers: NumberTracker(complete: 0), sealNumbers: NumberTracker(complete: 0))
        let first = Self.effects([Self.stake(2, 1, 2)], &mirror)
        #expect(first == [.changed] && mirror.hasHole)
        _ = Self.effects([Self.seal(1, 1, false), Self.stake(3, 1, 1)], &mirror)
        #expect(!mirror.hasHole)
        _ = Self.effects([Self.seal(3, 1, true)], &mirror)
        #expect(mirror.hasHole)
        mirror.cover(poolNumber: 2, sealNumber: 3)
        #expect(!mirror.hasHole && mirror.seal(Self.key(1))?.revoked == true)
    }

    @Test func `workers come with their events, whose numbers leave no hole unseen`() {
        var mirror = ClusterMirror(cluster: Self.cluster)
        func event(_ number: UInt64, _ status: UInt8, _ cluster: Address = Self.cluster) -> ContractEvent {
            let worker = FollowWorld.worker("n-1", status: status, sequence: number)
            return .workerChanged(
                WorkerChanged(cluster: cluster, number: number, owner: Address(20), worker: worker))
        }
        let effects = Self.effects([event(1, 2), event(3, 4), event(3, 4), event(4, 2, Address(3))], &mirror)
        #expect(effects == [.changed, .changed, .known, .foreign])
        #expect(mirror.hasHole && mirror.tables.worker(named: "n-1")?.worker.status == 4)
        // What was missing is older: it fills the hole, and changes nothing.
        let late = mirror.apply(event(2, 2))
        #expect(late == .changed && !mirror.hasHole)
        #expect(mirror.tables.worker(named: "n-1")?.worker.status == 4)
        mirror.restartNumbers()
        let next = mirror.apply(event(9, 2))
        #expect(next == .changed && !mirror.hasHole)
    }

    /// Lost, doubled, late, mixed with listings that are older than the stream: the end is the same.
    @Test(arguments: Seeds.all) func `the result does not depend on the order`(_ seed: Int) {
        var dice = Dice(state: UInt64(seed))
        var truth: [UInt8: StakeAccount] = [:]
        var events: [ContractEvent] = []
        var snapshots: [[UInt8: StakeAccount]] = [[:]]
        for number in 1...60 {
            let owner = UInt8.random(in: 10..<16, using: &dice)
            let amount = UInt64.random(in: 0..<1000, using: &dice)
            events.append(Self.stake(owner, amount, UInt64(number)))
            truth[owner] = Self.account(amount, UInt64(number))
            snapshots.append(truth)
        }
        var mirror = ClusterMirror(cluster: Self.cluster, poolNumbers: NumberTracker(complete: 0))
        var stream = events + events.filter { _ in Bool.random(using: &dice) }
        stream.shuffle(using: &dice)
        for event in stream {
            _ = mirror.apply(event)
            guard Int.random(in: 0..<10, using: &dice) == 0 else { continue }
            let snapshot = snapshots[Int.random(in: 0..<snapshots.count, using: &dice)]
            for (owner, account) in snapshot { mirror.insert(account, of: Address(owner)) }
        }
        #expect(!mirror.hasHole && mirror.poolNumbers.complete == 60)
        for (owner, account) in truth { #expect(mirror.account(Address(owner)) == account) }
        #expect(mirror.counts.accounts == truth.count)
    }

    private static func params(_ minimum: UInt64) -> ClusterParams {
        ClusterParams(
            thresholds: TierThresholds(viewer: 1, developer: 2, admin: 3, superuser: 4), workerMinimum: minimum,
            unbondingEpochs: 7, votingMilliseconds: 1, appealMilliseconds: 1, proposalBond: 1, slashFraction: 1000,
            slasherEpochLimit: 1, sealEpochs: 30)
    }

    @Test func `what the parameters were is known where nothing newer is`() {
        var mirror = ClusterMirror(cluster: Self.cluster)
        #expect(mirror.params(before: 5, at: 10) == nil)
        mirror.begin(Self.params(1), at: 9)
        #expect(mirror.params(before: 5, at: 10) == Self.params(1))
        // Whoever listed them may have listed what this event made of them.
        #expect(mirror.params(before: 5, at: 9) == nil && mirror.params(before: 5, at: nil) == nil)
        let effects = Self.effects(
            [.paramsChanged(ParamsChanged(cluster: Self.cluster, number: 5, params: Self.params(2)))], &mirror)
        #expect(effects == [.changed] && mirror.params == Self.params(2))
        #expect(mirror.params(before: 6, at: nil) == Self.params(2))
        #expect(mirror.params(before: 5, at: 10) == nil && mirror.params(before: 4, at: 10) == nil)
    }

    @Test func `parameters that are listed count until an event tells them, and after events were passed over`() {
        var mirror = ClusterMirror(cluster: Self.cluster)
        mirror.begin(Self.params(1), at: 9)
        mirror.begin(Self.params(2), at: 8)
        #expect(mirror.params == Self.params(1))
        mirror.begin(Self.params(3), at: 10)
        #expect(mirror.params == Self.params(3))
        _ = mirror.apply(.paramsChanged(ParamsChanged(cluster: Self.cluster, number: 5, params: Self.params(4))))
        mirror.begin(Self.params(5), at: 50)
        #expect(mirror.params == Self.params(4))
        mirror.begin(Self.params(6), at: 50, passingOver: true)
        #expect(mirror.params == Self.params(6) && mirror.params(before: 6, at: 50) == nil)
        #expect(mirror.params(before: 6, at: 51) == Self.params(6))
        _ = mirror.apply(.paramsChanged(ParamsChanged(cluster: Self.cluster, number: 6, params: Self.params(7))))
        #expect(mirror.params == Self.params(7))
    }
}
