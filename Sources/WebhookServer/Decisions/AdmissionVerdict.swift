// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import StakeRBAC

/// Whether a write may happen, in what an apiserver can be told.
public struct AdmissionVerdict: Sendable, Equatable {
    /// Why it may not; `nil` lets it happen.
    public var denial: Denial?
    /// What the user is told either way.
    public var warnings: [String] = []
    /// What the apiserver's audit log is told.
    public var annotations: [Annotation] = []

    /// A refusal in words that a user can act on.
    public struct Denial: Sendable, Equatable {
        /// The status that the user's client sees.
        public let code: DenialCode
        /// What was missing, and what would fix it.
        public let message: String

        /// Words a refusal.
        public init(_ code: DenialCode, _ message: String) {
            self.code = code
            self.message = message
        }
    }

    /// A fact for the audit log.
    public struct Annotation: Sendable, Equatable {
        /// What it is about.
        public let key: AnnotationKey
        /// The fact.
        public let value: String

        /// States a fact.
        public init(_ key: AnnotationKey, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    /// Lets it happen without a word.
    public static let allow = AdmissionVerdict(denial: nil)

    /// Refuses it.
    public static func deny(_ message: String, _ code: DenialCode = .forbidden) -> AdmissionVerdict {
        AdmissionVerdict(denial: Denial(code, message))
    }

    init(denial: Denial?) { self.denial = denial }

    /// Says what the engine says, and by which policy; about what is not ours, nothing.
    init(_ verdict: Verdict, policy: String) {
        self.init(denial: verdict.message.map { Denial(.forbidden, $0) })
        guard verdict != .pass else { return }
        warnings = verdict.warnings.map { "\($0.rule.rawValue): \($0.text)" }
        annotations.append(Annotation(.policy, policy))
        if let tier = verdict.tier { annotations.append(Annotation(.tier, "\(tier.name)")) }
        for (key, findings) in [
            (AnnotationKey.denied, verdict.denials), (.warned, verdict.warnings), (.found, verdict.audits),
        ] where !findings.isEmpty {
            annotations.append(
                Annotation(key, findings.map { "\($0.rule.rawValue): \($0.text)" }.joined(separator: "; ")))
        }
        if verdict.isExempted { annotations.append(Annotation(.exempted, "true")) }
    }
}

/// The statuses that a refusal may have; anything below 400 would be overwritten by the apiserver.
public enum DenialCode: Int, Sendable, CaseIterable {
    case badRequest = 400
    case forbidden = 403
    case internalError = 500

    /// The reason as Kubernetes writes it.
    var reason: StaticString {
        switch self {
        case .badRequest: "BadRequest"
        case .forbidden: "Forbidden"
        case .internalError: "InternalError"
        }
    }
}

/// The keys of our audit annotations; closed, since an invalid one would be dropped by the apiserver.
public enum AnnotationKey: String, Sendable, CaseIterable {
    /// Which policy decided, and by which tier.
    case policy, tier
    /// The rules that were broken: those that refuse, those that warn, those that are only written down.
    case denied, warned, found
    /// An exemption of the policy was used.
    case exempted

    /// The key as it is written.
    var name: StaticString {
        switch self {
        case .policy: "policy"
        case .tier: "tier"
        case .denied: "denied"
        case .warned: "warned"
        case .found: "found"
        case .exempted: "exempted"
        }
    }
}
