// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel

/// Gathers what rules find, with what the policy makes of each.
///
/// Nothing is allocated while nothing is found.
struct Findings {
    // The engine, not its policy: a copy of that would count a reference to each of its tables.
    private let engine: Engine
    private let owner: Bytes32
    private let namespace: String?
    private let now: WallTime
    private(set) var verdict: Verdict

    /// A user reads no more of them.
    private static let limit = 8

    init(_ engine: Engine, owner: Bytes32, namespace: String?, now: WallTime, verdict: Verdict) {
        self.engine = engine
        self.owner = owner
        self.namespace = namespace
        self.now = now
        self.verdict = verdict
    }

    /// Takes a finding in; the text is made only if somebody will read it.
    mutating func report(_ rule: Rule, _ text: @autoclosure () -> String) {
        if rule.isExemptible, engine.policy.isExempt(owner, from: rule, in: namespace, at: now) {
            verdict.isExempted = true
            return
        }
        switch engine.policy.enforcement(of: rule) {
        case .enforce: if verdict.denials.count < Self.limit { verdict.denials.append(Finding(rule, text())) }
        case .warn: if verdict.warnings.count < Self.limit { verdict.warnings.append(Finding(rule, text())) }
        case .audit: if verdict.audits.count < Self.limit { verdict.audits.append(Finding(rule, text())) }
        }
    }
}
