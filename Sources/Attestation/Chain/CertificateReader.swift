// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// A cursor over the DER of a certificate.
typealias CertificateReader = DERReader<AttestationRefusal>

extension AttestationRefusal: DERFailure {
    package init(der detail: StaticString) { self.init(.malformedCertificate, detail) }
}
