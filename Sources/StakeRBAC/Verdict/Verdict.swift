// SPDX-License-Identifier: Apache-2.0
public import SealAuthN

/// What the engine says of a write.
public struct Verdict: Sendable, Equatable {
    /// The rules that are broken and enforced; empty lets it happen.
    public var denials: [Finding] = []
    /// Those that are broken and only warned of.
    public var warnings: [Finding] = []
    /// Those that only the audit log is told of.
    public var audits: [Finding] = []
    /// The tier that it was judged by; `nil` where it was nobody's of ours.
    public var tier: Tier?
    /// Whether an exemption of the policy was used.
    public var isExempted = false

    /// Whether it may happen.
    public var isAllowed: Bool { denials.isEmpty }

    /// Nobody of ours: untouched.
    public static let pass = Verdict()

    /// Nothing found, judged by a tier.
    public init(tier: Tier? = nil) { self.tier = tier }

    /// The refusal in one text; `nil` where there is none.
    public var message: String? {
        denials.isEmpty ? nil : denials.map { "\($0.text) [\($0.rule.rawValue)]" }.joined(separator: "; ")
    }
}
