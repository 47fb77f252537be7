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
        /// The chain gives no answer, or nobody knows what became of a transaction.
        case chain
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

    init(_ code: Code, _ detail: StaticString) {
        self.code = code
        self.detail = detail
    }

    static func == (a: Self, b: Self) -> Bool { a.code == b.code }

    func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
