// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// Why nothing was anchored this time.
struct AnchorFailure: Error, Hashable, Sendable {
    /// What was in the way; closed.
    enum Code: String, Sendable, CaseIterable, MetricLabel {
        /// Another controller leads.
        case notLeader = "not_leader"
        /// The apiserver does not give or take what is remembered there.
        case apiserver
        /// Somebody else has changed it meanwhile.
        case conflict
        /// The chain gives no answer.
        case chain
        /// A transaction was sent, and nobody knows what became of it.
        case unknown
        /// The chain does not take it from this account.
        case refused
        /// The chain has a newer root.
        case superseded
        /// The chain has a root of a tree that nobody here knows.
        case unknownRoot = "unknown_root"
        /// The disk does not take it.
        case disk
        /// No log gave a head that can be believed.
        case noHeads = "no_heads"
    }

    let code: Code
    /// For the operator; a literal.
    let detail: StaticString
    /// The heads that were not believed; `nil` where nobody was asked.
    var refused: [HeadJudgement.Refused]?
    /// The root that was sent, or was about to be.
    var root: AnchoredRoot?
    /// The root behind which the log of anchorings was to be begun anew, where that was about to be done.
    var restarting: AnchoredRoot?

    init(_ code: Code, _ detail: StaticString) {
        self.code = code
        self.detail = detail
    }

    static func == (a: Self, b: Self) -> Bool { a.code == b.code }

    func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
