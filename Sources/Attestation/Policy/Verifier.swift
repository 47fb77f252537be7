// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// Decides whether a document is believed.
public struct Verifier: Sendable {
    /// Whose word counts.
    public let root: TrustRoot
    /// What must run there.
    public let policy: PCRPolicy

    /// Trusts a root and a policy.
    public init(root: TrustRoot, policy: PCRPolicy) {
        self.root = root
        self.policy = policy
    }

    /// Looks at a document as of a time; `nonce` is the challenge that it must answer, `nil` where there was none.
    public func verify(_ document: UnverifiedDocument, freshness: Freshness, nonce: [UInt8]?) -> Verdict {
        do throws(AttestationRefusal) {
            return .attested(try attest(document, freshness, nonce))
        } catch {
            return .refused(error)
        }
    }

    /// Chain, names, signature, time, measurements and challenge, in this order.
    private func attest(
        _ document: UnverifiedDocument, _ freshness: Freshness, _ nonce: [UInt8]?
    ) throws(AttestationRefusal) -> AttestedEnclave {
        let signature = try DocumentSignature(document.envelope.signature)
        let chain = try CertificateChain(document, from: root)
        let region = try chain.region(of: document.module)
        try chain.checkContains(document.timestamp)
        let moment = try chain.moment(at: freshness.time(of: document))
        let key = try chain.verifiedKey(at: moment)
        guard try key.isValid(signature, over: document.envelope.signedBytes) else {
            throw AttestationRefusal(.badSignature, "the envelope")
        }
        try freshness.check(document)
        try policy.check(document)
        if let nonce { try Self.check(document.nonce, answers: nonce) }
        return try AttestedEnclave(document, chain, region: region, freshness: freshness, policy: policy)
    }

    private static func check(_ found: [UInt8]?, answers nonce: [UInt8]) throws(AttestationRefusal) {
        // An empty challenge is answered by every document that answers none.
        guard !nonce.isEmpty, let found, constantTimeEqual(found.span, nonce.span) else {
            throw AttestationRefusal(.wrongNonce, "nonce")
        }
    }
}
