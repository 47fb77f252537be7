// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealAuthN

@Suite struct StalenessPolicyTests {
    typealias Copy = StalenessPolicy.Copy
    typealias Entry = StalenessPolicy.Entry
    typealias Step = StalenessPolicy.Step

    static let second = Duration.seconds(1)
    static let nanosecond = Duration.nanoseconds(1)
    static let within: [Duration?] = [.zero, second - nanosecond, second]
    static let beyond: [Duration?] = [nil, second + nanosecond, .seconds(10), .seconds(100_000)]

    /// A cell of the table of staleness.
    struct Cell: Sendable {
        let copy: Copy
        let entry: Entry
        let lookedUp: Duration?
        let step: Step

        init(_ copy: Copy, _ entry: Entry, _ lookedUp: Duration?, _ step: Step) {
            (self.copy, self.entry, self.lookedUp, self.step) = (copy, entry, lookedUp, step)
        }
    }

    private static func row(_ copy: Copy, _ entry: Entry, within first: Step, beyond second: Step) -> [Cell] {
        within.map { Cell(copy, entry, $0, first) } + beyond.map { Cell(copy, entry, $0, second) }
    }

    // The rows are those of the table of staleness; what was looked up within a second is what everybody is told who asks then.
    static let cells =
        row(.fresh(isComplete: true), .known, within: .answer, beyond: .answer)
        + row(.fresh(isComplete: true), .unknown, within: .refuse, beyond: .refuse)
        + row(.fresh(isComplete: false), .known, within: .answer, beyond: .answer)
        + row(.fresh(isComplete: false), .unknown, within: .refuse, beyond: .lookUp)
        + row(.outdated, .known, within: .answer, beyond: .lookUp)
        + row(.outdated, .unknown, within: .refuse, beyond: .lookUp)

    @Test(arguments: cells) func `each cell of the table is as designed`(_ cell: Cell) {
        #expect(StalenessPolicy().step(cell.copy, cell.entry, lookedUp: cell.lookedUp) == cell.step)
    }

    static let ten = Duration.seconds(10)
    static let ages: [(Duration, Bool)] = [
        (.zero, true), (ten - nanosecond, true), (ten, true), (ten + nanosecond, false), (.seconds(86_400), false),
    ]

    @Test(arguments: ages, [true, false])
    func `a copy is fresh for ten seconds after its height rose`(_ age: (Duration, Bool), _ isComplete: Bool) {
        var mark = DirectoryWorld.mark
        mark.isComplete = isComplete
        let rose = DirectoryWorld.start
        let now = Moment(monotonic: rose.monotonic.advanced(by: age.0), wall: rose.wall)
        let expected: Copy = age.1 ? .fresh(isComplete: isComplete) : .outdated
        #expect(StalenessPolicy().copy(mark, at: now) == expected)
    }

    @Test(arguments: ages) func `a copy is fresh for ten seconds after its checkpoint was made`(_ age: (Duration, Bool))
    {
        let start = DirectoryWorld.start
        let wall = WallTime(nanoseconds: start.wall.nanoseconds + Int64(age.0.wholeNanoseconds))
        let copy = StalenessPolicy().copy(DirectoryWorld.mark, at: Moment(monotonic: start.monotonic, wall: wall))
        #expect(copy == (age.1 ? .fresh(isComplete: true) : .outdated))
    }

    static let five = Duration.seconds(5)
    static let leads: [(Duration, Bool)] = [
        (.zero, true), (five - nanosecond, true), (five, true), (five + nanosecond, false), (.seconds(7), false),
        (ten, false), (ten + nanosecond, false), (.seconds(86_400), false),
    ]

    // By design: more than 5 s in the future counts as lagging.
    @Test(arguments: leads) func `a checkpoint from the future counts as lagging`(_ lead: (Duration, Bool)) {
        let start = DirectoryWorld.start
        let wall = WallTime(nanoseconds: start.wall.nanoseconds - Int64(lead.0.wholeNanoseconds))
        let copy = StalenessPolicy().copy(DirectoryWorld.mark, at: Moment(monotonic: start.monotonic, wall: wall))
        #expect(copy == (lead.1 ? .fresh(isComplete: true) : .outdated))
    }

    @Test(arguments: [UInt64.min, .max, UInt64(Int64.max)], [Int64.min, -1, 0, .max])
    func `no time is too absurd to be judged`(_ timestamp: UInt64, _ wall: Int64) {
        var mark = DirectoryWorld.mark
        mark.timestamp = timestamp
        let now = Moment(monotonic: DirectoryWorld.start.monotonic, wall: WallTime(nanoseconds: wall))
        let isNear = timestamp == 0 && (-1...0).contains(wall)
        #expect(StalenessPolicy().copy(mark, at: now) == (isNear ? .fresh(isComplete: true) : .outdated))
    }

    @Test func `a copy with a hole, or of nothing, is none`() {
        let policy = StalenessPolicy()
        var mark = DirectoryWorld.mark
        mark.hasHole = true
        #expect(policy.copy(mark, at: DirectoryWorld.start) == .outdated)
        mark.isComplete = false
        #expect(policy.copy(mark, at: DirectoryWorld.start) == .outdated)
        #expect(policy.copy(FollowMark(), at: DirectoryWorld.start) == .outdated)
        mark = DirectoryWorld.mark
        mark.rose = nil
        #expect(policy.copy(mark, at: DirectoryWorld.start) == .outdated)
        mark = DirectoryWorld.mark
        mark.timestamp = nil
        #expect(policy.copy(mark, at: DirectoryWorld.start) == .outdated)
    }

    @Test(arguments: [(Tier.viewer, 900), (.developer, 300), (.admin, 60)])
    func `each tier is believed until its grace is over`(_ tier: Tier, _ seconds: Int) {
        let (policy, grace) = (StalenessPolicy(), Duration.seconds(seconds))
        #expect(policy.isInGrace(tier, age: .zero))
        #expect(policy.isInGrace(tier, age: grace - Self.nanosecond))
        #expect(policy.isInGrace(tier, age: grace))
        #expect(!policy.isInGrace(tier, age: grace + Self.nanosecond))
        #expect(!policy.isInGrace(tier, age: nil))
    }

    // By design: super 0. No grace is none, however young the last word is.
    @Test func `whoever has no grace is never believed`() {
        var policy = StalenessPolicy()
        #expect(!policy.isInGrace(.super, age: .zero))
        #expect(!policy.isInGrace(.super, age: Self.nanosecond))
        #expect(!policy.isInGrace(.super, age: nil))
        policy.grace[.super] = Self.nanosecond
        #expect(policy.isInGrace(.super, age: Self.nanosecond))
        policy.grace[.viewer] = .zero
        #expect(!policy.isInGrace(.viewer, age: .zero))
    }
}
