// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
public import Kernel

/// A key that signs certificates, with the certificate that others know it by.
public struct CertificateAuthority: ~Copyable, Sendable {
    /// What others trust.
    public let certificate: Certificate
    private let key: TLSKey

    /// Puts both together; they must belong together.
    public init(_ certificate: Certificate, _ key: consuming TLSKey) throws(PKIFailure) {
        guard certificate.keyHash == key.hash else { throw .crypto(CryptoError(.invalidKey)) }
        self.certificate = certificate
        self.key = key
    }

    /// The certificate that makes an authority of a key: one step deep, named after the key.
    public static func certificate(
        of key: borrowing TLSKey, from now: WallTime, for lifetime: Duration
    ) throws(PKIFailure) -> Certificate {
        let form = CertificateForm(
            commonName: "k3s-daas \(Hex.encode(Array(key.info.suffix(4))))", use: .authority, names: [],
            validity: Validity(from: now, for: lifetime))
        let der: [UInt8]
        do throws(CryptoError) {
            der = try key.withPair { pair throws(CryptoError) in
                try CertificateHandle(form, selfSignedBy: pair).encoded()
            }
        } catch { throw .crypto(error) }
        return try Certificate(der: der)
    }

    /// A certificate that says what a form does, for another's key; it does not outlive the authority.
    public borrowing func issue(_ form: CertificateForm, for other: borrowing TLSKey) throws(PKIFailure) -> Certificate
    {
        var form = form
        form.validity = Validity(
            notBefore: max(form.validity.notBefore, certificate.validity.notBefore),
            notAfter: min(form.validity.notAfter, certificate.validity.notAfter))
        let issuer = try Certificate.open(certificate.der)
        let der: [UInt8]
        do throws(CryptoError) {
            let whose = try other.pair()
            let signer = try key.pair()
            der = try CertificateHandle(form, for: whose, issuer: issuer, signedBy: signer).encoded()
        } catch { throw .crypto(error) }
        return try Certificate(der: der)
    }
}
