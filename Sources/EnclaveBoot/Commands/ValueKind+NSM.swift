// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Bytes
internal import Configuration
internal import Crypto

extension ValueKind where Value == [UInt8] {
    /// Bytes as hexadecimal digits.
    static func digits(atMost limit: Int) -> ValueKind {
        ValueKind(
            "HEX",
            read: { text throws(ValueRefusal) in
                let digits = Array(text.utf8)
                guard let value = Hex.decode(digits.span, count: digits.count / 2) else {
                    throw ValueRefusal("must be lowercase hexadecimal digits, two for each byte")
                }
                guard value.count <= limit else { throw ValueRefusal(.outOfRange, "must be at most \(limit) bytes") }
                return value
            }, write: { Hex.encode($0) })
    }
}

extension ValueKind where Value == TrustRoot {
    /// A partition's root, or another by its SHA-256.
    static var trustRoot: ValueKind {
        ValueKind(
            "ROOT",
            read: { text throws(ValueRefusal) in
                switch text {
                case "aws": return .aws
                case "aws-us-gov": return .awsGovCloud
                default:
                    guard let digest = Bytes32(hex: text) else {
                        throw ValueRefusal("must be aws, aws-us-gov, or 64 lowercase hexadecimal digits")
                    }
                    return .only(sha256OfDER: digest)
                }
            },
            write: { root in
                switch root {
                case .aws: "aws"
                case .awsGovCloud: "aws-us-gov"
                case .only(let digest): digest.hex
                }
            })
    }
}
