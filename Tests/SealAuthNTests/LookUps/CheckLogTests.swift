// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import Testing

@testable import SealAuthN

@Suite struct CheckLogTests {
    private static func time(_ seconds: Int) -> Monotonic {
        Monotonic(nanoseconds: UInt64(1 + seconds) * 1_000_000_000)
    }

    private static func check(_ content: EntryAnswer.Content, at seconds: Int = 0) -> CheckLog.Check {
        let freshness = Freshness(chain: "c", epoch: 1, checkpoint: 1, timestamp: 1_800_000_000_000)
        return CheckLog.Check(content: content, at: time(seconds), freshness: freshness)
    }

    private static func address(_ number: Int) -> Address {
        var bytes: [UInt8] = .init(repeating: 0, count: 32)
        for place in 0..<8 { bytes[place] = UInt8(truncatingIfNeeded: number >> (8 * place)) }
        return Address(Bytes32(bytes.span) ?? Bytes32())
    }

    private static func account(_ amount: UInt64, _ sequence: UInt64) -> EntryAnswer.Content {
        .account(Sample.account(amount, sequence: sequence))
    }

    @Test func `what was looked up is there, by its name`() {
        let log = CheckLog(lifetime: .seconds(910), maximumAge: .seconds(10))
        let name = EntryName.account(Address(1))
        #expect(log.check(name)?.content == nil)
        #expect(!log.isUsed(within: .seconds(10), of: Self.time(0)))
        #expect(log.note(Self.check(Self.account(1, 7)), of: name, isConfirmed: false, mark: nil))
        #expect(log.check(name)?.content == Self.account(1, 7))
        #expect(log.check(.seal(SealKey(Address(1).raw)))?.content == nil)
        #expect(log.confirmation(name) == nil)
        #expect(log.isUsed(within: .seconds(10), of: Self.time(10)))
        #expect(!log.isUsed(within: .seconds(10), of: Self.time(11)))
    }

    static let following: [(EntryAnswer.Content, Bool)] = [
        (account(1, 8), true), (account(1, 7), true), (account(2, 7), false), (account(1, 6), false),
        (.nothing, false), (.seal(Sample.seal(of: Address(1), sequence: 7)), false),
    ]

    @Test(arguments: following)
    func `numbers only rise, and one number is one state`(_ content: EntryAnswer.Content, _ isPossible: Bool) {
        let log = CheckLog(lifetime: .seconds(910), maximumAge: .seconds(10))
        let name = EntryName.account(Address(1))
        #expect(log.note(Self.check(Self.account(1, 7)), of: name, isConfirmed: false, mark: nil))
        #expect(log.note(Self.check(content), of: name, isConfirmed: false, mark: nil) == isPossible)
        #expect(log.check(name)?.content == (isPossible ? content : Self.account(1, 7)))
    }

    // Whoever is ten seconds behind, with a clock that is five off, may say what was; after that it is a contradiction.
    static let disputes: [(EntryAnswer.Content, Int, Bool)] = [
        (account(1, 6), 15, false), (account(1, 6), 16, true), (.nothing, 15, false), (.nothing, 16, true),
        (account(2, 7), 0, true),
    ]

    @Test(arguments: disputes)
    func `the higher number stays, and is disputed by whoever cannot merely be behind`(
        _ content: EntryAnswer.Content, _ seconds: Int, _ isDisputed: Bool
    ) {
        let log = CheckLog(lifetime: .seconds(910), maximumAge: .seconds(10))
        let name = EntryName.account(Address(1))
        #expect(log.note(Self.check(Self.account(1, 7)), of: name, isConfirmed: false, mark: nil))
        #expect(!log.note(Self.check(content, at: seconds), of: name, isConfirmed: false, mark: nil))
        #expect(log.check(name)?.content == Self.account(1, 7))
        #expect(log.check(name)?.isDisputed == isDisputed)
        #expect(log.note(Self.check(Self.account(1, 7), at: seconds), of: name, isConfirmed: false, mark: nil))
        #expect(log.check(name)?.isDisputed == false)
    }

    @Test func `of one state the furthest answer counts`() {
        let log = CheckLog(lifetime: .seconds(910), maximumAge: .seconds(10))
        let name = EntryName.account(Address(1))
        var further = Self.check(Self.account(1, 7))
        further.freshness = Freshness(chain: "c", epoch: 2, checkpoint: 9, timestamp: 1_800_000_002_000)
        #expect(log.note(further, of: name, isConfirmed: false, mark: nil))
        #expect(log.note(Self.check(Self.account(1, 7), at: 1), of: name, isConfirmed: false, mark: nil))
        #expect(log.check(name)?.freshness.epoch == 2)
        #expect(log.check(name)?.at == Self.time(1))
    }

    @Test func `what several said stands against what one did`() {
        let log = CheckLog(lifetime: .seconds(910), maximumAge: .seconds(10))
        let name = EntryName.account(Address(1))
        #expect(log.note(Self.check(Self.account(1, .max)), of: name, isConfirmed: false, mark: nil))
        // Two that agree may both be behind.
        #expect(!log.note(Self.check(Self.account(1, 7), at: 15), of: name, isConfirmed: true, mark: nil))
        #expect(log.note(Self.check(Self.account(1, 7), at: 16), of: name, isConfirmed: true, mark: nil))
        #expect(log.check(name)?.content == Self.account(1, 7))
        #expect(log.confirmation(name)?.at == Self.time(16))
        // And is not disputed by one.
        #expect(!log.note(Self.check(Self.account(2, 7), at: 40), of: name, isConfirmed: false, mark: nil))
        #expect(log.check(name)?.isDisputed == false)
    }

    /// Where a copy that has the entry is, and whether what was said at height 1 still counts against what is lower.
    static let marks: [(FollowMark, Bool)] = [
        (FollowMark(), true),
        (FollowMark(checkpoint: 0, timestamp: 1_800_000_015_000), true),
        (FollowMark(checkpoint: 0, timestamp: 1_800_000_015_001), false),
        (FollowMark(checkpoint: 1, timestamp: 1_800_000_000_000), false),
        (FollowMark(checkpoint: 1, timestamp: 1_800_000_000_000, hasHole: true), true),
    ]

    @Test(arguments: marks)
    func `what a copy does not have that came as far is told no more`(_ mark: FollowMark, _ counts: Bool) {
        for isConfirmed in [false, true] {
            let log = CheckLog(lifetime: .seconds(910), maximumAge: .seconds(10))
            let name = EntryName.account(Address(1))
            #expect(log.note(Self.check(Self.account(1, 9)), of: name, isConfirmed: isConfirmed, mark: mark))
            // But what several have just said is.
            let isTaken = log.note(Self.check(Self.account(1, 7), at: 10), of: name, isConfirmed: false, mark: mark)
            #expect(isTaken == (!counts && !isConfirmed))
        }
    }

    @Test func `that there is nothing confirms nothing`() {
        let log = CheckLog(lifetime: .seconds(910), maximumAge: .seconds(10))
        #expect(log.note(Self.check(.nothing), of: .account(Address(1)), isConfirmed: true, mark: nil))
        #expect(log.confirmation(.account(Address(1))) == nil)
    }

    @Test func `a seal is found by its id`() {
        let log = CheckLog(lifetime: .seconds(910), maximumAge: .seconds(10))
        let key = SealKey(Address(3).raw)
        let seal = Sample.seal(of: Address(1), id: Address(4))
        #expect(log.key(ofSeal: Address(4)) == nil)
        #expect(log.note(Self.check(.seal(seal)), of: .seal(key), isConfirmed: false, mark: nil))
        #expect(log.key(ofSeal: Address(4)) == key)
    }

    // 16 shards of 4096.
    @Test func `a flood of what is nothing goes first, and what is something stays`() {
        let log = CheckLog(lifetime: .seconds(910), maximumAge: .seconds(10))
        for number in 0..<100 {
            #expect(
                log.note(
                    Self.check(Self.account(1, 7)), of: .account(Self.address(-1 - number)), isConfirmed: true,
                    mark: nil))
        }
        let flood = 80_000
        for number in 0..<flood {
            _ = log.note(Self.check(.nothing, at: 1), of: .account(Self.address(number)), isConfirmed: false, mark: nil)
        }
        let left = (0..<flood).count { log.check(.account(Self.address($0))) != nil }
        #expect(left <= 65_536)
        #expect((0..<100).allSatisfy { log.check(.account(Self.address(-1 - $0))) != nil })
        #expect((0..<100).allSatisfy { log.confirmation(.account(Self.address(-1 - $0))) != nil })
    }

    @Test(arguments: [true, false]) func `a flood of what is something is bounded too`(_ isOneMoment: Bool) {
        let log = CheckLog(lifetime: .seconds(1_000_000), maximumAge: .seconds(10))
        let flood = 80_000
        for number in 0..<flood {
            let check = Self.check(Self.account(1, 7), at: isOneMoment ? 0 : number)
            _ = log.note(check, of: .account(Self.address(number)), isConfirmed: true, mark: nil)
        }
        #expect((0..<flood).count { log.check(.account(Self.address($0))) != nil } <= 65_536)
        #expect((0..<flood).count { log.confirmation(.account(Self.address($0))) != nil } <= 65_536)
        #expect(log.check(.account(Self.address(flood - 1))) != nil)
    }

    @Test func `what lies on shelves of contradictions is bounded too`() {
        let log = CheckLog(lifetime: .seconds(1_000_000), maximumAge: .seconds(10))
        let flood = 80_000
        for number in 0..<flood {
            let name = EntryName.account(Self.address(number))
            _ = log.note(Self.check(Self.account(1, 7)), of: name, isConfirmed: true, mark: nil)
            // One node denies it: the word of the several stays, but there is a bound to those as well.
            _ = log.note(Self.check(.nothing), of: name, isConfirmed: false, mark: nil)
        }
        #expect((0..<flood).count { log.confirmation(.account(Self.address($0))) != nil } <= 65_536)
    }

    @Test func `an answer is as old as the older of two clocks says`() {
        let check = Self.check(.nothing)
        func age(_ seconds: Int, _ milliseconds: Int64) -> Duration {
            check.age(at: Moment(monotonic: Self.time(seconds), wall: WallTime(nanoseconds: milliseconds * 1_000_000)))
        }
        #expect(age(0, 1_800_000_000_000) == .zero)
        #expect(age(3, 1_800_000_000_000) == .seconds(3))
        #expect(age(3, 1_800_000_004_000) == .seconds(4))
        #expect(age(3, 1_799_999_999_000) == .seconds(3))
        let absurd = CheckLog.Check(
            content: .nothing, at: Self.time(0),
            freshness: Freshness(chain: "c", epoch: nil, checkpoint: 1, timestamp: .max))
        #expect(absurd.age(at: Moment(monotonic: Self.time(1), wall: WallTime(nanoseconds: .min))) == .seconds(1))
    }
}
