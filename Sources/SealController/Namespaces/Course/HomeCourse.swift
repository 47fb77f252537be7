// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Decides what should be done about one home at one moment.
///
/// Without memory: how far a loss has come stands at the Namespace, with its times. Whoever leads decides the same; what was half done when
/// somebody crashed is gone on with.
struct HomeCourse {
    /// What is decided.
    struct Decision: Equatable {
        /// Where it stands once all is as it is wanted; `nil` for a home that there is not and need not be.
        var state: HomeState?
        /// How the home should be; `nil` to leave it as it is.
        var wanted: NamespacePlan.Wanted?
        /// What follows once it is so.
        var then = Next.nothing
        /// What people should be told.
        var events: [HomeEvent] = []
        /// When it is to be looked at again though nothing happens.
        var due: WallTime?
    }

    /// What follows.
    enum Next: Hashable, Sendable {
        case nothing
        case work(WorkloadRound.Aim)
        /// Several nodes are asked whether the stake is lost, before anything else.
        case confirm
        case delete
    }

    /// Times from further in the future were written by a wrong clock.
    static let skew = Duration.seconds(60)
    /// Where an operator says what is to be done with a home, by a label.
    static let directive = "k3s-daas.io/reaction"

    let settings: NamespaceSettings
    let view: ManagedView?
    let verdict: HomeVerdict
    let now: WallTime
    /// Whether what runs in homes may be stopped, as far as the others are concerned.
    var mayStop = true
    /// The same for deleting.
    var mayDelete = true
    /// Whether the nodes have said lately that the stake is lost.
    var isConfirmed = false
    /// What a round through the workloads has found to be done.
    var finished: WorkloadRound.Aim?

    func decision() -> Decision {
        guard let view else {
            switch verdict {
            case .entitled(let standing): return Decision(state: .wanted, wanted: open(HomeRecord(standing)))
            case .lost, .unknown: return Decision()
            }
        }
        if view.isLeaving { return Decision(state: .deleting) }
        guard view.isOurs else { return foreign(view) }
        let record = HomeRecord(of: view)
        switch verdict {
        case .unknown: return Decision(state: .unknown)
        case .entitled(let standing): return entitled(standing, record, view)
        case .lost(let cause):
            // What an operator says that this version does not know is no reason to stop anything.
            let word = view.label(Self.directive).map { NodeDirective(rawValue: $0) ?? .hold }
            return word == .hold ? Decision(state: .held) : lost(cause, record, view, isReleased: word == .release)
        }
    }

    private func foreign(_ view: ManagedView) -> Decision {
        guard case .entitled = verdict else { return Decision() }
        let text =
            "this namespace was not made by k3s-daas, and is not touched: label it \(ManagedKind.label)=\(ManagedKind.mark) to have it kept"
        return Decision(state: .foreign, events: [say(.notOurs, view, since: view.created ?? now, text)])
    }

    // MARK: The stake is there

    private func entitled(_ standing: HomeStanding, _ record: HomeRecord, _ view: ManagedView) -> Decision {
        guard let phase = record.phase else {
            return Decision(state: .active, wanted: open(HomeRecord(standing)))
        }
        let since = time(record.lostSince) ?? now
        let text = "the stake behind this namespace is back: its owner has access, and what was stopped is started"
        let events = said(.stakeRestored, view, since: since, text)
        let isUntouched = phase == .lost && record.scaledSince == nil
        if isUntouched || (phase == .restoring && finished == .start) {
            return Decision(state: .active, wanted: open(HomeRecord(standing)), events: events)
        }
        let restoring = HomeRecord(
            standing, .restoring, lostSince: record.lostSince, scaledSince: record.scaledSince ?? now)
        return Decision(state: .restoring, wanted: open(restoring), then: .work(.start), events: events)
    }

    // MARK: The stake is lost

    private func lost(_ cause: HomeLoss, _ record: HomeRecord, _ view: ManagedView, isReleased: Bool) -> Decision {
        switch record.phase {
        case nil, .restoring?: return closing(cause, record)
        case .lost?: return waiting(cause, record, view, isReleased)
        case .scaling?:
            guard finished == .stop else {
                guard maySurelyStop(isReleased) else {
                    return stopped(record, .scaling, .unconfirmed, view, then: .confirm)
                }
                return stopped(record, .scaling, .scaling, view, then: .work(.stop))
            }
            return stopped(record, .scaled, .scaled, view)
        case .scaled?: return kept(record, view, isReleased)
        }
    }

    /// The loss begins: access goes at once.
    private func closing(_ cause: HomeLoss, _ record: HomeRecord) -> Decision {
        var lost = record
        (lost.phase, lost.cause, lost.lostSince) = (.lost, cause, now)
        return Decision(state: .lost, wanted: closed(lost), due: later(now, settings.grace))
    }

    private func waiting(
        _ cause: HomeLoss, _ record: HomeRecord, _ view: ManagedView, _ isReleased: Bool
    ) -> Decision {
        // Nobody knows since when: it begins anew, for a time that only a wrong clock has reached would never come.
        guard let since = time(record.lostSince) else { return closing(cause, record) }
        let end = later(since, settings.grace)
        let text =
            "\((record.cause ?? cause).reason): its owner has no access, and what runs here is stopped at \(RFC3339.write(end))"
        let events = said(.stakeLost, view, since: since, text)
        if now < end { return Decision(state: .lost, wanted: closed(record), events: events, due: end) }
        guard mayStop || isReleased else { return held(record, view, since: end, events) }
        guard maySurelyStop(isReleased) else {
            return Decision(state: .unconfirmed, wanted: closed(record), then: .confirm, events: events)
        }
        var scaling = record
        (scaling.phase, scaling.scaledSince) = (.scaling, now)
        return Decision(state: .scaling, wanted: closed(scaling), then: .work(.stop), events: events)
    }

    /// What is stopped can be started again, but for pods that belong to nothing: one node's word is not enough where there are several.
    private func maySurelyStop(_ isReleased: Bool) -> Bool { isConfirmed || isReleased || !settings.confirmsStops }

    /// Too many at once: what would have begun at a time does not.
    private func held(
        _ record: HomeRecord, _ view: ManagedView, since: WallTime, _ events: [HomeEvent]
    ) -> Decision {
        let text =
            "too many namespaces lost their stake at once: nothing is stopped or deleted here until a person labels it \(Self.directive)=release"
        return Decision(
            state: .guarded, wanted: closed(record), events: events + said(.lossHeld, view, since: since, text))
    }

    private func stopped(
        _ record: HomeRecord, _ phase: HomeRecord.Phase, _ state: HomeState, _ view: ManagedView, then: Next = .nothing
    ) -> Decision {
        var wanted = record
        wanted.phase = phase
        let text =
            "the stake behind this namespace did not come back: what ran here is stopped, what is stored here is kept"
        let events = said(.scaledToZero, view, since: time(record.scaledSince) ?? now, text)
        return Decision(state: state, wanted: closed(wanted), then: then, events: events, due: deletion(record))
    }

    private func kept(_ record: HomeRecord, _ view: ManagedView, _ isReleased: Bool) -> Decision {
        var decision = stopped(record, .scaled, .scaled, view)
        guard let end = decision.due, now >= end else {
            // A time that cannot be read: the wait begins anew.
            if settings.deleteAfter > .zero, time(record.lostSince) == nil { decision.wanted?.record.lostSince = now }
            return decision
        }
        decision.due = nil
        guard mayDelete || isReleased else { return held(record, view, since: end, decision.events) }
        let text =
            "the wait for the stake behind this namespace is over: once the nodes have confirmed it, all that is stored here is deleted"
        decision.events += said(.homeDeleted, view, since: end, text)
        (decision.state, decision.then) = isConfirmed ? (decision.state, .delete) : (.unconfirmed, .confirm)
        return decision
    }

    /// When a home is deleted; `nil` for never.
    private func deletion(_ record: HomeRecord) -> WallTime? {
        guard settings.deleteAfter > .zero, let since = time(record.lostSince) else { return nil }
        return later(since, max(settings.deleteAfter, settings.grace))
    }

    // MARK: Parts of it

    private func open(_ record: HomeRecord) -> NamespacePlan.Wanted { .init(record: record, hasAccess: true) }

    private func closed(_ record: HomeRecord) -> NamespacePlan.Wanted { .init(record: record, hasAccess: false) }

    /// A time that a clock can have written.
    private func time(_ time: WallTime?) -> WallTime? {
        guard let time, time <= later(now, Self.skew) else { return nil }
        return time
    }

    private func later(_ time: WallTime, _ duration: Duration) -> WallTime {
        let (sum, isOver) = time.nanoseconds.addingReportingOverflow(Int64(clamping: duration.wholeNanoseconds))
        return WallTime(nanoseconds: isOver ? .max : sum)
    }

    /// Something to be told, unless it is old.
    private func said(
        _ reason: HomeEvent.Reason, _ view: ManagedView, since: WallTime, _ text: String
    ) -> [HomeEvent] {
        now < later(since, HomeEvent.lifetime) ? [say(reason, view, since: since, text)] : []
    }

    private func say(
        _ reason: HomeEvent.Reason, _ view: ManagedView, since: WallTime, _ text: String
    ) -> HomeEvent {
        HomeEvent(reason: reason, namespace: view.name, uid: view.uid, since: since, text: text)
    }
}
