// SPDX-License-Identifier: Apache-2.0

/// Whether a write may happen.
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
    case tier, decision, owner

    /// The key as it is written.
    var name: StaticString {
        switch self {
        case .tier: "tier"
        case .decision: "decision"
        case .owner: "owner"
        }
    }
}
