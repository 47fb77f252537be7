// SPDX-License-Identifier: Apache-2.0
import Kernel
import SealAuthN
import TestSupport
import Testing

@testable import SealController

/// Each phase under each verdict, and each time at one second before, at and after.
struct HomeCourseTests {
    static let standing = HomeStanding(tier: .developer, stake: 2_000_000_000)
    static let day = 86_400.0

    static func decide(
        _ record: HomeRecord?, _ verdict: HomeVerdict, at seconds: Double = 0, label: String? = nil,
        finished: WorkloadRound.Aim? = nil, mayStop: Bool = true, mayDelete: Bool = true,
        deleteAfter: Double = 30 * day,
        isConfirmed: Bool = true, confirmsStops: Bool = false
    ) -> HomeCourse.Decision {
        var settings = NamespaceSettings()
        settings.deleteAfter = .seconds(deleteAfter)
        settings.confirmsStops = confirmsStops
        var labels = ["k3s-daas.io/managed": "namespaces"]
        labels["k3s-daas.io/reaction"] = label
        let view = record.map { HomeRecordTests.view($0.annotations, labels: labels) }
        return HomeCourse(
            settings: settings, view: view, verdict: verdict, now: Sample.wall(seconds), mayStop: mayStop,
            mayDelete: mayDelete, isConfirmed: isConfirmed, finished: finished
        ).decision()
    }

    static func record(_ phase: HomeRecord.Phase?, scaled: Bool = false) -> HomeRecord {
        HomeRecord(
            standing, phase, cause: phase == nil ? nil : .unstaked, lostSince: phase == nil ? nil : Sample.start,
            scaledSince: scaled ? Sample.start : nil)
    }

    static func reasons(_ decision: HomeCourse.Decision) -> [HomeEvent.Reason] { decision.events.map(\.reason) }

    @Test func `where there is nothing a home is made for who is entitled, and for nobody else`() {
        let made = Self.decide(nil, .entitled(Self.standing))
        #expect(made.state == .wanted && made.wanted == .init(record: HomeRecord(Self.standing), hasAccess: true))
        #expect(Self.decide(nil, .lost(.slashed)) == .init() && Self.decide(nil, .unknown) == .init())
    }

    @Test func `while the chain is not known nothing is done`() {
        for phase in HomeRecord.Phase.allCases {
            #expect(Self.decide(Self.record(phase), .unknown, at: 90 * Self.day) == .init(state: .unknown))
        }
    }

    @Test func `a standing is what the chain says now`() {
        let more = HomeStanding(tier: .admin, stake: 7_000_000_000)
        let decision = Self.decide(Self.record(nil), .entitled(more))
        #expect(decision == .init(state: .active, wanted: .init(record: HomeRecord(more), hasAccess: true)))
    }

    @Test(arguments: [nil, HomeRecord.Phase.restoring])
    func `a loss begins with the end of access, and with the limits that there were`(_ phase: HomeRecord.Phase?) {
        let decision = Self.decide(Self.record(phase, scaled: phase != nil), .lost(.slashed), at: 50)
        #expect(decision.state == .lost && decision.wanted?.hasAccess == false && decision.then == .nothing)
        let record = decision.wanted?.record
        #expect(record?.phase == .lost && record?.cause == .slashed && record?.lostSince == Sample.wall(50))
        #expect(record?.standing == Self.standing)
        // What may still be stopped from before is not forgotten.
        #expect((record?.scaledSince != nil) == (phase != nil))
        #expect(decision.due == Sample.wall(3650))
    }

    @Test(arguments: [(3599.0, HomeState.lost), (3600, .scaling), (3601, .scaling)])
    func `what runs is stopped after the grace`(_ seconds: Double, _ state: HomeState) {
        let decision = Self.decide(Self.record(.lost), .lost(.unstaked), at: seconds)
        #expect(decision.state == state && decision.wanted?.hasAccess == false)
        #expect((decision.then == .work(.stop)) == (state == .scaling))
        #expect(decision.wanted?.record.phase == (state == .lost ? .lost : .scaling))
        #expect(decision.wanted?.record.scaledSince == (state == .lost ? nil : Sample.wall(seconds)))
        #expect(Self.reasons(decision) == (seconds < 3600 ? [.stakeLost] : []))
    }

    @Test func `too many at once wait for a person`() {
        let held = Self.decide(Self.record(.lost), .lost(.unstaked), at: 3600, mayStop: false)
        #expect(held.state == .guarded && held.then == .nothing && held.wanted?.record.phase == .lost)
        let released = Self.decide(Self.record(.lost), .lost(.unstaked), at: 3600, label: "release", mayStop: false)
        #expect(released.state == .scaling)
        let kept = Self.decide(
            Self.record(.scaled, scaled: true), .lost(.unstaked), at: 40 * Self.day, mayDelete: false)
        #expect(kept.state == .guarded && kept.then == .nothing)
    }

    @Test(arguments: ["hold", "", "later"]) func `an operator's word holds a home whose stake is lost`(_ word: String) {
        for phase in HomeRecord.Phase.allCases.map(Optional.some) + [nil] {
            let decision = Self.decide(Self.record(phase), .lost(.slashed), at: 90 * Self.day, label: word)
            #expect(decision == .init(state: .held))
        }
        #expect(Self.decide(Self.record(nil), .entitled(Self.standing), label: word).state == .active)
    }

    @Test func `it is scaled once a round has found nothing more`() {
        let record = Self.record(.scaling, scaled: true)
        let working = Self.decide(record, .lost(.unstaked), at: 3700)
        #expect(working.state == .scaling && working.then == .work(.stop) && working.wanted?.record == record)
        let done = Self.decide(record, .lost(.unstaked), at: 3700, finished: .stop)
        #expect(done.state == .scaled && done.then == .nothing && done.wanted?.record.phase == .scaled)
        // The other round's end is not this one's.
        #expect(Self.decide(record, .lost(.unstaked), at: 3700, finished: .start).then == .work(.stop))
    }

    static let waits: [(Double, Bool)] = [(30 * day - 1, false), (30 * day, true), (30 * day + 1, true)]

    @Test(arguments: waits)
    func `a home is deleted after the wait`(_ seconds: Double, _ isOver: Bool) {
        let decision = Self.decide(Self.record(.scaled, scaled: true), .lost(.unstaked), at: seconds)
        #expect(decision.state == .scaled && (decision.then == .delete) == isOver)
        #expect(decision.due == (isOver ? nil : Sample.wall(30 * Self.day)))
    }

    @Test func `without a wait it is never deleted, and before the grace is over neither`() {
        let record = Self.record(.scaled, scaled: true)
        let never = Self.decide(record, .lost(.unstaked), at: 9000 * Self.day, deleteAfter: 0)
        #expect(never.then == .nothing && never.due == nil)
        #expect(Self.decide(record, .lost(.unstaked), at: 3599, deleteAfter: 1).then == .nothing)
        #expect(Self.decide(record, .lost(.unstaked), at: 3600, deleteAfter: 1).then == .delete)
    }

    // Only a person's word is as good, and not for what is gone then.
    @Test(arguments: [HomeRecord.Phase.lost, .scaling], [nil, "release"])
    func `where there are several nodes nothing is stopped by the word of one`(
        _ phase: HomeRecord.Phase, _ label: String?
    ) {
        let record = Self.record(phase, scaled: phase == .scaling)
        func decide(_ isConfirmed: Bool, _ confirmsStops: Bool = true) -> HomeCourse.Decision {
            Self.decide(
                record, .lost(.unstaked), at: 3600, label: label, isConfirmed: isConfirmed,
                confirmsStops: confirmsStops)
        }
        let sure = decide(true)
        #expect(sure.state == .scaling && sure.then == .work(.stop) && sure.wanted?.record.phase == .scaling)
        #expect(decide(false, false) == sure)
        guard label == nil else { return #expect(decide(false) == sure) }
        let alone = decide(false)
        #expect(alone.state == .unconfirmed && alone.then == .confirm)
        // Access stays away, and what was begun stays begun.
        #expect(alone.wanted == .init(record: record, hasAccess: false))
    }

    @Test(arguments: [nil, "release"], [false, true])
    func `nothing is deleted unless the nodes have confirmed it`(_ label: String?, _ confirmsStops: Bool) {
        let decision = Self.decide(
            Self.record(.scaled, scaled: true), .lost(.unstaked), at: 31 * Self.day, label: label, isConfirmed: false,
            confirmsStops: confirmsStops)
        #expect(decision.state == .unconfirmed && decision.then == .confirm)
    }

    // A clock that went wrong, or somebody's hand.
    @Test func `a time that cannot be begins anew`() {
        var record = Self.record(.lost)
        for wrong in [nil, Sample.wall(61), WallTime(nanoseconds: .max)] {
            record.lostSince = wrong
            #expect(Self.decide(record, .lost(.unstaked)).wanted?.record.lostSince == Sample.start)
        }
        record.lostSince = Sample.wall(60)
        #expect(Self.decide(record, .lost(.unstaked)).wanted?.record.lostSince == Sample.wall(60))
        var scaled = Self.record(.scaled, scaled: true)
        scaled.lostSince = nil
        let decision = Self.decide(scaled, .lost(.unstaked), at: 90 * Self.day)
        #expect(decision.then == .nothing && decision.wanted?.record.lostSince == Sample.wall(90 * Self.day))
    }

    @Test func `a stake that is back within the grace takes all back`() {
        let decision = Self.decide(Self.record(.lost), .entitled(Self.standing), at: 100)
        #expect(
            decision.state == .active && decision.wanted == .init(record: HomeRecord(Self.standing), hasAccess: true))
        #expect(Self.reasons(decision) == [.stakeRestored])
    }

    @Test(arguments: [HomeRecord.Phase.scaling, .scaled, .restoring])
    func `what was stopped is started before it is forgotten`(_ phase: HomeRecord.Phase) {
        let decision = Self.decide(Self.record(phase, scaled: true), .entitled(Self.standing), at: 100)
        #expect(decision.state == .restoring && decision.then == .work(.start) && decision.wanted?.hasAccess == true)
        #expect(decision.wanted?.record.phase == .restoring && decision.wanted?.record.scaledSince == Sample.start)
        let done = Self.decide(Self.record(phase, scaled: true), .entitled(Self.standing), at: 100, finished: .start)
        #expect((done.state == .active) == (phase == .restoring))
    }

    @Test func `a loss that follows a return has not forgotten what is stopped`() {
        let again = Self.decide(Self.record(.lost, scaled: true), .entitled(Self.standing), at: 10)
        #expect(again.state == .restoring && again.then == .work(.start))
    }

    @Test func `what is going is left alone, and made anew when it is gone`() {
        let view = HomeRecordTests.view(isLeaving: true)
        for verdict in [HomeVerdict.entitled(Self.standing), .lost(.slashed), .unknown] {
            let course = HomeCourse(settings: NamespaceSettings(), view: view, verdict: verdict, now: Sample.start)
            #expect(course.decision() == .init(state: .deleting))
        }
    }

    @Test func `what others made is told of, and not touched`() {
        let view = HomeRecordTests.view(labels: ["k3s-daas.io/managed": "yes"])
        func decide(_ verdict: HomeVerdict) -> HomeCourse.Decision {
            HomeCourse(settings: NamespaceSettings(), view: view, verdict: verdict, now: Sample.start).decision()
        }
        let decision = decide(.entitled(Self.standing))
        #expect(decision.state == .foreign && decision.wanted == nil && Self.reasons(decision) == [.notOurs])
        #expect(decide(.lost(.slashed)) == .init() && decide(.unknown) == .init())
    }

    @Test func `Events have one name for one thing, and old ones are not told anew`() {
        let decision = Self.decide(Self.record(.lost), .lost(.unstaked), at: 10)
        #expect(decision.events.first?.name == "\(HomeRun.home(1)).stakelost.6b024598")
        #expect(decision.events.first?.text.contains("2026-11-22T02:30:00Z") == true)
        let held = Self.decide(Self.record(.lost), .lost(.unstaked), at: 3600, mayStop: false)
        #expect(Self.reasons(held) == [.lossHeld] && held.events.first?.since == Sample.wall(3600))
        #expect(Self.decide(Self.record(.lost), .lost(.unstaked), at: 7200, mayStop: false).events.isEmpty)
    }
}
