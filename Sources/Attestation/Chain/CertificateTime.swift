// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import Kernel

/// The two forms of time in a certificate: RFC 5280 §4.1.2.5.
enum CertificateTime {
    /// Reads the next element: `YYMMDDHHMMSSZ` up to 2049, `YYYYMMDDHHMMSSZ` from 2050 on, and no other form.
    @_lifetime(reader: copy reader)
    static func read(_ reader: inout CertificateReader) throws(AttestationRefusal) -> WallTime {
        let isShort = reader.next == DERTag.utcTime
        let tag = isShort ? DERTag.utcTime : DERTag.generalizedTime
        let text = String(decoding: [UInt8](copying: try reader.content(tag)), as: UTF8.self)
        guard let time = isShort ? short(text) : long(text) else {
            throw AttestationRefusal(.malformedCertificate, "a time")
        }
        return time
    }

    private static func short(_ text: String) -> WallTime? {
        // Fifty and more are those of the century before: RFC 5280.
        guard let first = text.first else { return nil }
        return time((first >= "5" ? "19" : "20") + text)
    }

    private static func long(_ text: String) -> WallTime? {
        text >= "2050" ? time(text) : nil
    }

    private static func time(_ text: String) -> WallTime? {
        let digits = Array(text.utf8)
        guard digits.count == 15, digits[14] == UInt8(ascii: "Z") else { return nil }
        func part(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
        return RFC3339.read(
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))Z")
    }
}
