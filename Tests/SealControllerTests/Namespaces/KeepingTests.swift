// SPDX-License-Identifier: Apache-2.0
import Kernel
import SealAuthN
import StakeRBAC
import SuiLedger
import Testing

@testable import SealController

/// The small parts that a board is made of.
struct KeepingTests {
    @Test func `who stands in line stands there once, and may move up`() {
        var queue = WorkQueue<Int>()
        for number in [1, 2, 3, 2] { queue.push(number) }
        queue.push(3, isUrgent: true)
        queue.push(4, isUrgent: true)
        queue.push(3)
        #expect(queue.count == 4)
        var order: [Int] = []
        while let next = queue.pop() { order.append(next) }
        #expect(order == [3, 4, 1, 2] && queue.count == 0)
        queue.push(3)
        #expect(queue.pop() == 3 && queue.pop() == nil)
    }

    @Test(arguments: [(1, 10, 1), (8, 100, 8), (64, 10_000, 64)])
    func `no more calls are under way than may be`(_ concurrency: Int, _ rate: Int, _ most: Int) {
        var pace = CallPace(concurrency: concurrency, rate: rate)
        let now = Sample.moment(0).monotonic
        var begun = 0
        while begun < 100 {
            let isBegun = pace.begin(at: now)
            guard isBegun else { break }
            begun += 1
        }
        #expect(begun == most && pace.next == nil)
        pace.end()
        #expect(pace.next.map { $0 > now } == true)
    }

    @Test func `no more calls begin in a second than may`() {
        var pace = CallPace(concurrency: 4, rate: 50)
        var begun = 0
        for millisecond in 0..<2000 {
            let isBegun = pace.begin(at: Sample.moment(Double(millisecond) / 1000).monotonic)
            if isBegun {
                begun += 1
                pace.end()
            }
        }
        #expect((98...104).contains(begun))
    }

    static let thresholds = TierThresholds(
        viewer: HomeRun.sui / 2, developer: 2 * HomeRun.sui, admin: 5 * HomeRun.sui, superuser: 10 * HomeRun.sui)

    static func account(_ amount: UInt64, status: UInt8 = 1) -> StakeAccount {
        var account = Sample.account(0, status: status)
        account.amount = amount
        return account
    }

    static let verdicts: [(UInt64, UInt8, HomeVerdict)] = [
        (2 * HomeRun.sui - 1, 1, HomeVerdict.lost(.unstaked)), (0, 1, .lost(.unstaked)),
        (2 * HomeRun.sui, 1, .entitled(HomeStanding(tier: .developer, stake: 2 * HomeRun.sui))),
        (2 * HomeRun.sui + 1, 1, .entitled(HomeStanding(tier: .developer, stake: 2 * HomeRun.sui + 1))),
        (5 * HomeRun.sui, 1, .entitled(HomeStanding(tier: .admin, stake: 5 * HomeRun.sui))),
        (10 * HomeRun.sui, 1, .entitled(HomeStanding(tier: .super, stake: 10 * HomeRun.sui))),
        (10 * HomeRun.sui, 2, .lost(.unstaked)), (10 * HomeRun.sui, 3, .lost(.slashed)),
        (10 * HomeRun.sui, 7, .lost(.unstaked)),
    ]

    @Test(arguments: verdicts)
    func `verdicts are those of whoever lets people in`(_ amount: UInt64, _ status: UInt8, _ verdict: HomeVerdict) {
        #expect(HomeSight.verdict(of: Address(1), Self.account(amount, status: status), Self.thresholds) == verdict)
    }

    @Test func `who is not on the chain has nothing`() {
        #expect(HomeSight.verdict(of: Address(1), nil, Self.thresholds) == .lost(.unstaked))
    }

    static func sight(_ change: (inout FollowMark) -> Void = { _ in }) -> HomeSight {
        var mark = Sample.mark(at: Sample.moment(0))
        mark.thresholds = thresholds
        change(&mark)
        let tables = ClusterTables()
        for number in 1...3 { tables.insert(account(UInt64(number) * HomeRun.sui), of: Address(UInt8(number))) }
        let made = mark
        return HomeSight(tables: tables, mark: { made }, maximumAge: .seconds(10))
    }

    @Test func `a whole and young copy is believed`() {
        let sight = Self.sight()
        let found = sight.entitled(at: Sample.moment(0)) ?? []
        #expect(Set(found.map(\.owner)) == [Address(2), Address(3)])
        #expect(sight.verdict(on: Address(1), at: Sample.moment(0)) == .lost(.unstaked))
        #expect(sight.verdict(on: Address(9), at: Sample.moment(10)) == .lost(.unstaked))
        #expect(sight.verdict(on: Address(3), at: Sample.moment(10.001)) == .unknown)
        #expect(sight.entitled(at: Sample.moment(11)) == nil)
    }

    @Test func `no other is`() {
        for sight in [
            Self.sight { $0.isComplete = false }, Self.sight { $0.hasHole = true }, Self.sight { $0.thresholds = nil },
            Self.sight { $0 = FollowMark() },
        ] {
            #expect(sight.entitled(at: Sample.moment(0)) == nil)
            #expect(sight.verdict(on: Address(3), at: Sample.moment(0)) == .unknown)
        }
    }

    @Test func `an operator may ask for more than the chain`() {
        var sight = Self.sight()
        sight.floors[.developer] = 3 * HomeRun.sui
        #expect(sight.entitled(at: Sample.moment(0))?.map(\.owner) == [Address(3)])
        sight.floors[.developer] = 0
        #expect(sight.entitled(at: Sample.moment(0))?.count == 2)
    }

    // MARK: What counts against the guard

    static func track(_ number: UInt8, _ verdict: HomeVerdict, _ record: HomeRecord, label: String? = nil) -> HomeTrack
    {
        var track = HomeTrack(Address(number))
        var labels = ["k3s-daas.io/managed": "namespaces"]
        labels["k3s-daas.io/reaction"] = label
        track.see(.namespace, HomeRecordTests.view(record.annotations, labels: labels))
        track.verdict = verdict
        return track
    }

    static func ledger(_ total: UInt8) -> LossLedger {
        var settings = NamespaceSettings()
        settings.guardLeast = 2
        var ledger = LossLedger(settings)
        for number in 1...total {
            let standing = HomeStanding(tier: .developer, stake: 1)
            ledger.note(track(number, .entitled(standing), HomeRecord(standing)), at: Sample.start)
        }
        return ledger
    }

    @Test(arguments: [(3, true), (4, true), (5, false)]) func `as many may wait as may go`(
        _ count: UInt8, _ isAdmitted: Bool
    ) {
        var ledger = Self.ledger(20)
        for number in 1...count {
            ledger.note(Self.track(number, .lost(.unstaked), HomeCourseTests.record(.lost)), at: Sample.start)
        }
        #expect(ledger.admissions(at: Sample.start, knowsWindow: true).stop == isAdmitted)
        // Whoever is held, let go or back does not wait.
        ledger.note(Self.track(1, .lost(.unstaked), HomeCourseTests.record(.lost), label: "hold"), at: Sample.start)
        #expect(ledger.admissions(at: Sample.start, knowsWindow: true).stop)
    }

    @Test func `what has begun within the window counts, and later no more`() {
        var ledger = Self.ledger(20)
        for number: UInt8 in 1...4 {
            ledger.note(
                Self.track(number, .lost(.unstaked), HomeCourseTests.record(.scaled, scaled: true)), at: Sample.start)
        }
        ledger.note(Self.track(5, .lost(.unstaked), HomeCourseTests.record(.lost)), at: Sample.start)
        #expect(!ledger.admissions(at: Sample.wall(599), knowsWindow: true).stop)
        #expect(ledger.admissions(at: Sample.wall(600), knowsWindow: true).stop)
    }

    @Test func `who has just begun to lead deletes few`() {
        var ledger = Self.ledger(20)
        let month = Sample.wall(30 * 86_400)
        for number: UInt8 in 1...3 {
            ledger.note(Self.track(number, .lost(.unstaked), HomeCourseTests.record(.scaled, scaled: true)), at: month)
        }
        #expect(ledger.admissions(at: month, knowsWindow: true).delete)
        #expect(!ledger.admissions(at: month, knowsWindow: false).delete)
        for _ in 0..<2 { ledger.deleted(at: month) }
        #expect(!ledger.admissions(at: month, knowsWindow: true).delete)
        ledger.forget(Address(3))
        #expect(!ledger.admissions(at: month, knowsWindow: false).delete)
        #expect(ledger.admissions(at: Sample.wall(30 * 86_400 + 600), knowsWindow: false).delete)
    }
}
