// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger
internal import Telemetry

/// Says what becomes of notices: to the log for people, in metrics for alerts.
struct NoticeReport: Sendable {
    let metrics: NoticeMetrics
    let log: Log
    /// Whether it was said already that the position cannot be read or saved.
    private let isPositionLost = Locked(false)

    init(metrics: NoticeMetrics, log: Log) {
        self.metrics = metrics
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
    func ended(_ end: DeliveryCourse.End, _ kind: ReceiverKind, place: Int) {
        switch end {
        case .told: metrics.told.add(to: kind)
        case .again(let notice, let failure):
            metrics.failures.add(to: kind)
            log.warn("a receiver was not told; it is told again", fields(notice, kind, place, failure))
        case .givenUp(let notice, let failure):
            metrics.lost.add(to: kind)
            log.error("a receiver will not be told", fields(notice, kind, place, failure))
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
}
