// SPDX-License-Identifier: Apache-2.0
public import SealAuthN

/// What can be said of a token without waiting, and what the token is called when something is said about it.
public struct BearerDecision: Sendable {
    /// What can be said.
    public var decision: TokenDecision
    /// What a ledger knows the token by; `nil` for what is no token of ours.
    public var name: TokenName?

    /// Puts one together.
    public init(_ decision: TokenDecision, name: TokenName? = nil) {
        self.decision = decision
        self.name = name
    }
}
