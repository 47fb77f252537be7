// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger
internal import Telemetry

/// What of notices is written down: slashings alone are for ever, and what was left out.
enum NoticeActs {
    /// A notice on its way to a receiver, or what became of it; `place` is the receiver's place in the settings.
    static func record(_ notice: Notice, _ outcome: ActOutcome, _ kind: ReceiverKind, place: Int) -> ActRecord? {
        var (owner, reason): (Address?, ActCode?) = (nil, nil)
        if case .change(let change) = notice {
            guard change.reason == .stakeSlashed else { return nil }
            (owner, reason) = (change.owner, ActCode(change.reason))
        }
        return ActRecord(
            .notice, notice.name, outcome, owner: owner, reason: reason,
            details: [.text("to", kind.rawValue), .integer("place", place)])
    }
}
