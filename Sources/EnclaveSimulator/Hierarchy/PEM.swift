// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// Certificates as text.
public enum PEM {
    /// Characters in a line, by RFC 7468 §2.
    private static let width = 64

    /// A certificate as other programs read it.
    public static func certificate(_ der: [UInt8]) -> String {
        let digits = Array(Base64.encode(der).utf8)
        let lines = stride(from: 0, to: digits.count, by: width).map { start in
            String(decoding: digits[start..<min(start + width, digits.count)], as: UTF8.self)
        }
        return (["-----BEGIN CERTIFICATE-----"] + lines + ["-----END CERTIFICATE-----", ""]).joined(separator: "\n")
    }
}
