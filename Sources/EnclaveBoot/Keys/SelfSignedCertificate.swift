// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import PKI

/// A certificate that a TLS key signs for itself: what makes it worth anything is the attestation of its key.
///
/// It is for servers' names and nothing else.
struct SelfSignedCertificate: Sendable {
    /// In PEM.
    let pem: [UInt8]
    /// How long it counts.
    let validity: Validity

    /// Makes one that holds from now on for so long.
    init(
        _ key: borrowing TLSKey, names: [SubjectName], now: WallTime, lifetime: Duration
    ) throws(CryptoError) {
        validity = Validity(from: now, for: lifetime)
        pem = try key.selfSigned(
            CertificateForm(commonName: "k3s-daas enclave", use: .standalone, names: names, validity: validity))
    }
}
