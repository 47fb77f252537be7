// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto

/// Certificates between lines of dashes (RFC 7468), one after the other.
public enum CertificateBundle {
    /// More than any file of ours holds.
    public static let limit = 64

    /// Reads all of them; what stands between them is passed over, what is damaged is refused.
    public static func read(_ text: [UInt8]) throws(PKIFailure) -> [Certificate] {
        var certificates: [Certificate] = []
        var digits: [UInt8]?
        for line in text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            if line.elementsEqual(CertificatePEM.begin.utf8) {
                guard digits == nil else { throw .noCertificate }
                digits = []
            } else if line.elementsEqual(CertificatePEM.end.utf8) {
                guard let whole = digits, let der = Base64.decode(whole.span) else { throw .noCertificate }
                guard certificates.count < limit else { throw .tooMany(limit: limit) }
                certificates.append(try Certificate(der: der))
                digits = nil
            } else {
                digits?.append(contentsOf: line)
            }
        }
        guard digits == nil else { throw .noCertificate }
        return certificates
    }

    /// Writes them, in their order.
    public static func write(_ certificates: [Certificate]) -> [UInt8] {
        Array(certificates.map { CertificatePEM.text($0.der) }.joined().utf8)
    }
}
