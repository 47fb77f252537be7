// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Configuration

extension ValueKind where Value == String {
    /// A label of RFC 1123: what nodes are called on chain.
    static var label: ValueKind {
        ValueKind(
            "NAME",
            read: { text throws(ValueRefusal) in
                let bytes = Array(text.utf8)
                let isPlain = bytes.allSatisfy {
                    (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
                }
                guard (1...63).contains(bytes.count), isPlain, bytes.first != UInt8(ascii: "-"),
                    bytes.last != UInt8(ascii: "-")
                else {
                    throw ValueRefusal("must be 1 to 63 lowercase letters, digits and dashes, with no dash at an end")
                }
                return text
            }, write: { $0 })
    }

    /// A path from the root on: the program runs where its manager starts it.
    static var absolutePath: ValueKind {
        ValueKind(
            "FILE",
            read: { text throws(ValueRefusal) in
                let path = try ValueKind<String>.path.value(of: text)
                guard path.hasPrefix("/") else { throw ValueRefusal("must begin with /") }
                return path
            }, write: { $0 })
    }

    /// `https://HOST[:PORT]`, and nothing behind it.
    static var httpsBase: ValueKind {
        ValueKind(
            "URL",
            read: { text throws(ValueRefusal) in
                guard let base = MasterAddress(text) else {
                    throw ValueRefusal("must be https://HOST or https://HOST:PORT")
                }
                return base.text
            }, write: { $0 })
    }

    /// A unit of systemd, such as nothing that is a flag to its programs.
    static var unit: ValueKind {
        ValueKind(
            "UNIT",
            read: { text throws(ValueRefusal) in
                let isPlain = text.utf8.allSatisfy {
                    (0x61...0x7a).contains($0) || (0x41...0x5a).contains($0) || (0x30...0x39).contains($0)
                        || [0x2d, 0x2e, 0x40, 0x5f].contains($0)
                }
                guard text.hasSuffix(".service"), (9...255).contains(text.utf8.count), isPlain, !text.hasPrefix("-")
                else { throw ValueRefusal("must be a unit's name that ends in .service") }
                return text
            }, write: { $0 })
    }
}

extension ValueKind where Value == [UInt8] {
    /// 48 bytes in hexadecimal.
    static var measurement: ValueKind {
        ValueKind(
            "HEX",
            read: { text throws(ValueRefusal) in
                let digits = Array(text.utf8)
                guard digits.count == 96, let bytes = Hex.decode(digits.span, count: 48) else {
                    throw ValueRefusal("must be 96 hexadecimal digits in lower case")
                }
                return bytes
            }, write: { Hex.encode($0) })
    }
}

extension ValueKind where Value == WorkerConfiguration.Root {
    /// A partition of AWS, or a digest.
    static var root: ValueKind {
        ValueKind(
            "aws|aws-us-gov|SHA256",
            read: { text throws(ValueRefusal) in
                switch text {
                case "aws": return .aws
                case "aws-us-gov": return .awsGovCloud
                default:
                    let digits = Array(text.utf8)
                    guard digits.count == 64, Hex.decode(digits.span, count: 32) != nil else {
                        throw ValueRefusal("must be aws, aws-us-gov, or 64 hexadecimal digits in lower case")
                    }
                    return .other(text)
                }
            },
            write: {
                switch $0 {
                case .aws: "aws"
                case .awsGovCloud: "aws-us-gov"
                case .other(let digest): digest
                }
            })
    }
}
