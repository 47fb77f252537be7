// SPDX-License-Identifier: Apache-2.0
public import Crypto
internal import Kernel

/// Five certificates, each signed by the one above, with all their keys: a hierarchy whose root nobody trusts.
///
/// No verifier takes it for Nitro's, unless it is told this root's SHA-256 in so many words.
public struct SimulatedHierarchy: Sendable {
    /// All of them, root first and leaf last.
    public private(set) var certificates: [SimulatedCertificate]

    /// Makes keys and certificates of a plan.
    public init(_ plan: HierarchyPlan) throws(SimulatorError) {
        certificates = []
        try make(plan, from: .root)
    }

    /// A place's certificate.
    public subscript(level: HierarchyPlan.Level) -> SimulatedCertificate { certificates[level.rawValue] }

    /// The one that signs documents.
    public var leaf: SimulatedCertificate { self[.leaf] }

    /// What a document brings along beside its leaf: in DER, root first.
    public var bundle: [[UInt8]] { certificates.dropLast().map(\.der) }

    /// What a verifier must be told to believe any of this: SHA-256 of the root in DER.
    public func rootFingerprint() throws(SimulatorError) -> Bytes32 {
        do throws(CryptoError) { return try SHA256.digest(of: self[.root].der.span) } catch { throw .digest }
    }

    /// Makes the certificates from a place down anew, with new keys; those above stay.
    public mutating func renew(_ plan: HierarchyPlan, from level: HierarchyPlan.Level) throws(SimulatorError) {
        var renewed = self
        try renewed.make(plan, from: level)
        self = renewed
    }

    private mutating func make(_ plan: HierarchyPlan, from level: HierarchyPlan.Level) throws(SimulatorError) {
        certificates.removeSubrange(level.rawValue...)
        for next in plan.certificates[level.rawValue...] {
            certificates.append(try SimulatedCertificate(next, signedBy: certificates.last))
        }
    }
}
