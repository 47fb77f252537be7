// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger
internal import Telemetry

/// Says what becomes of notices: to the log for people, in metrics for alerts, in the audit trail for ever.
struct NoticeReport: Sendable {
    let metrics: NoticeMetrics
    let journal: any ActJournal
    let log: Log

    /// A change was heard.
    func heard(_ change: TierChange) {
        metrics.changes.add(to: change.reason)
        guard change.reason.isWarning else { return }
        log.warn(
            "a stake was slashed",
            [
                .text("owner", change.owner.description), .text("tier", TierChange.name(change.before)),
                .integer("number", change.number),
            ])
    }

    /// A receiver was told, or was not; `place` is its place in the settings.
    func ended(_ end: DeliveryCourse.End, _ kind: ReceiverKind, place: Int, at now: WallTime) {
        switch end {
        case .told(let notice):
            metrics.told.add(to: kind)
            record(notice, .done, kind, place, at: now)
        case .again(let notice, let failure):
            metrics.failures.add(to: kind)
            log.warn("a receiver was not told; it is told again", fields(notice, kind, place, failure))
        case .givenUp(let notice, let failure):
            metrics.lost.add(to: kind)
            log.error("a receiver will not be told", fields(notice, kind, place, failure))
            record(notice, .failed(ActCode(failure)), kind, place, at: now)
        }
    }

    /// The position could not be read or saved.
    func positionFailed() {
        log.warn(
            "how far notices came is not known or not kept; it is tried again", [.text("object", NoticePosition.name)])
    }

    private func fields(
        _ notice: Notice, _ kind: ReceiverKind, _ place: Int, _ failure: DeliveryFailure
    ) -> [Log.Field] {
        [
            .text("to", kind.rawValue), .integer("place", place), .text("number", notice.name),
            .text("code", failure.rawValue),
        ]
    }

    /// Slashings alone are for ever, and what was left out.
    private func record(
        _ notice: Notice, _ outcome: ActOutcome, _ kind: ReceiverKind, _ place: Int, at now: WallTime
    ) {
        var (owner, reason): (Address?, ActCode?) = (nil, nil)
        if case .change(let change) = notice {
            guard change.reason == .stakeSlashed else { return }
            (owner, reason) = (change.owner, ActCode(change.reason))
        }
        let act = ActRecord(
            .notice, notice.name, outcome, owner: owner, reason: reason,
            details: [.text("to", kind.rawValue), .integer("place", place)])
        journal.record(act, at: now)
    }
}
