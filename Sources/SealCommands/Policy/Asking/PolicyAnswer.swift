// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import StakeRBAC

/// What an engine says to a question, by admission or by authorization.
struct PolicyAnswer: Equatable, Sendable {
    /// What becomes of a request.
    enum Outcome: String, CaseIterable, Sendable, Comparable {
        case deny, warn, allow

        /// For people.
        var word: String {
            switch self {
            case .deny: "denied"
            case .warn: "allowed with a warning"
            case .allow: "allowed"
            }
        }

        /// Orders by what it lets happen.
        static func < (a: Self, b: Self) -> Bool {
            (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
        }
    }

    var denials: [StakeRBAC.Finding] = []
    var warnings: [StakeRBAC.Finding] = []
    var audits: [StakeRBAC.Finding] = []
    var isExempted = false
    /// The tier that it was judged by.
    var tier: Tier?

    init(_ verdict: Verdict) {
        denials = verdict.denials
        warnings = verdict.warnings
        audits = verdict.audits
        isExempted = verdict.isExempted
        tier = verdict.tier
    }

    /// No opinion lets others decide: as far as the stake goes, it happens.
    init(_ opinion: Opinion) {
        if case .denied(let finding) = opinion { denials = [finding] }
    }

    var outcome: Outcome { denials.isEmpty ? (warnings.isEmpty ? .allow : .warn) : .deny }

    /// What speaks for the outcome.
    var findings: [StakeRBAC.Finding] {
        switch outcome {
        case .deny: denials
        case .warn: warnings
        case .allow: audits
        }
    }
}
