// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// Certificates between lines of dashes (RFC 7468).
package enum CertificatePEM {
    package static let begin = "-----BEGIN CERTIFICATE-----"
    package static let end = "-----END CERTIFICATE-----"
    private static let lineLength = 64  // RFC 7468 §2

    /// A certificate as other programs read it.
    package static func text(_ der: [UInt8]) -> String {
        let digits = Array(Base64.encode(der).utf8)
        let lines = stride(from: 0, to: digits.count, by: lineLength).map { start in
            String(decoding: digits[start..<min(start + lineLength, digits.count)], as: UTF8.self)
        }
        return ([begin] + lines + [end, ""]).joined(separator: "\n")
    }

    /// The DER of the first certificate in a text; `nil` where there is none.
    package static func first(in text: [UInt8]) -> [UInt8]? {
        let lines = text.split { $0 == 0x0a || $0 == 0x0d }
        guard let first = lines.firstIndex(where: { $0.elementsEqual(begin.utf8) }),
            let last = lines[first...].firstIndex(where: { $0.elementsEqual(end.utf8) })
        else { return nil }
        let digits = Array(lines[lines.index(after: first)..<last].joined())
        return Base64.decode(digits.span)
    }
}
