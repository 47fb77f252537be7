// SPDX-License-Identifier: Apache-2.0

/// One rule that a request breaks, in words that a person can act on.
public struct Finding: Sendable, Equatable {
    /// The rule.
    public let rule: Rule
    /// What was refused, what is needed, and what whoever asks holds.
    public let text: String

    /// States a finding.
    public init(_ rule: Rule, _ text: String) {
        self.rule = rule
        self.text = text
    }
}
