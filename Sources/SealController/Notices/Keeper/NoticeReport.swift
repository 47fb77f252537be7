// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger
internal import Telemetry

/// Says what becomes of notices: to the log for people, in metrics for alerts, in the audit trail for ever.
struct NoticeReport: Sendable {
    let metrics: NoticeMetrics
    let journal: any ActJournal
    let log: Log
    /// Whether it was said already that the position cannot be read or saved.
    private let isPositionLost = Locked(false)

    init(metrics: NoticeMetrics, journal: any ActJournal, log: Log) {
        self.metrics = metrics
        self.journal = journal
        self.log = log
    }

    /// Changes were heard.
    func heard(_ news: TierNews) {
        for (reason, count) in news.counts { metrics.changes.add(UInt64(count), to: reason) }
        for case .change(let change) in news.notices where change.reason.isWarning {
            log.warn(
                "a stake was slashed",
                [
                    .text("owner", change.owner.description), .text("tier", TierChange.name(change.before)),
                    .integer("number", change.number),
                ])
        }
        for sweep in news.sweeps {
            log.info(
                "the thresholds of the tiers have changed, and with them tiers of stakers",
                [
                    .integer("number", sweep.number), .integer("raised", sweep.raised),
                    .integer("lowered", sweep.lowered),
                ])
        }
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

    /// The position was read or saved, or could not be; that is said once until it can.
    func position(_ isKnown: Bool) {
        let wasLost = isPositionLost.withLock { isLost in
            defer { isLost = !isKnown }
            return isLost
        }
        switch (wasLost, isKnown) {
        case (false, false):
            log.warn(
                "how far notices came cannot be read or kept; it is tried again",
                [.text("object", NoticePosition.name)])
        case (true, true): log.info("how far notices came is known and kept again")
        case (false, true), (true, false): break
        }
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
