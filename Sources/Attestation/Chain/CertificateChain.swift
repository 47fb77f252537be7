// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// A chain from the pinned root to the certificate of the key that signed a document, in this order.
///
/// What is looked at here is what OpenSSL does not look at or is laxer about; whether each has signed the next, it says:
/// ``verifiedKey(at:)``.
struct CertificateChain {
    /// How much the verifier's clock may lag behind the one that certificates are made by: a leaf begins seconds before its
    /// first document.
    static let leeway = Duration.seconds(60)

    /// In DER, the root first and the leaf last.
    let certificates: [[UInt8]]
    let fields: [CertificateFields]
    let leaf: CertificateFields
    /// From when on all of them are valid.
    let begins: WallTime
    /// The first moment at which one of them is not any more.
    let ends: WallTime

    /// Takes a document's chain, and finds it to be of the right form.
    init(_ document: UnverifiedDocument, from root: TrustRoot) throws(AttestationRefusal) {
        guard let first = document.cabundle.first, try root.isPinned(first) else {
            throw AttestationRefusal(.wrongRoot, "the first certificate of cabundle")
        }
        certificates = document.cabundle + [document.certificate]
        leaf = try CertificateFields(document.certificate.span)
        var fields: [CertificateFields] = []
        for authority in document.cabundle { fields.append(try CertificateFields(authority.span)) }
        for (index, authority) in fields.enumerated() {
            // Above the leaf; of the others below, each counts.
            try Self.checkAuthority(authority, below: fields.count - 1 - index)
        }
        try Self.checkLeaf(leaf)
        fields.append(leaf)
        for (index, one) in fields.enumerated() {
            // The root is its own issuer.
            guard one.issuer == fields[max(index - 1, 0)].subject else {
                throw AttestationRefusal(.brokenChain, "the issuer of a certificate")
            }
        }
        self.fields = fields
        begins = fields.map(\.notBefore).max() ?? leaf.notBefore
        ends = fields.map(\.notAfter).min() ?? leaf.notAfter
    }

    private static func checkAuthority(
        _ authority: CertificateFields, below: Int
    ) throws(AttestationRefusal) {
        guard let constraints = authority.extensions.constraints, constraints.isCritical, constraints.isAuthority else {
            throw AttestationRefusal(.wrongRole, "the basic constraints of an authority")
        }
        if let pathLength = constraints.pathLength, pathLength < below {
            throw AttestationRefusal(.wrongRole, "the path length of an authority")
        }
        guard let usage = authority.extensions.usage, usage.isCritical, usage.signsCertificates else {
            throw AttestationRefusal(.wrongRole, "the key usage of an authority")
        }
    }

    private static func checkLeaf(_ leaf: CertificateFields) throws(AttestationRefusal) {
        guard let constraints = leaf.extensions.constraints, constraints.isCritical, !constraints.isAuthority,
            constraints.pathLength == nil
        else { throw AttestationRefusal(.wrongRole, "the basic constraints of the leaf") }
        // A security module does not mark it as critical.
        guard let usage = leaf.extensions.usage, usage.signs, !usage.signsCertificates else {
            throw AttestationRefusal(.wrongRole, "the key usage of the leaf")
        }
    }

    /// Refuses a document that was made when its chain was not there yet, or its leaf not any more.
    func checkContains(_ time: WallTime) throws(AttestationRefusal) {
        guard time >= begins, time <= leaf.notAfter else {
            throw AttestationRefusal(.outsideChain, "timestamp")
        }
    }

    /// The moment to verify the chain at, where it is `time` now: the same, or the chain's first, a little later.
    func moment(at time: WallTime) throws(AttestationRefusal) -> WallTime {
        let moment = max(time, begins)
        guard Duration.nanoseconds(moment.nanoseconds) - .nanoseconds(time.nanoseconds) <= Self.leeway else {
            throw AttestationRefusal(.clockBehind, "the chain is not valid yet")
        }
        guard moment < leaf.notAfter else { throw AttestationRefusal(.expired, "the leaf") }
        guard moment < ends else { throw AttestationRefusal(.expired, "an authority") }
        return moment
    }
}
