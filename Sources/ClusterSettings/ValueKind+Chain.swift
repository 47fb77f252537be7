// SPDX-License-Identifier: Apache-2.0
public import Configuration
public import SuiLedger

extension ValueKind where Value == Digest {
    /// Base58 of 32 bytes.
    public static var digest: ValueKind {
        ValueKind(
            "BASE58",
            read: { text throws(ValueRefusal) in
                guard let digest = Digest(text) else { throw ValueRefusal("must be 32 bytes in Base58") }
                return digest
            }, write: { $0.description })
    }
}

extension ValueKind where Value == NodeEndpoint {
    /// `grpc=https://HOST`.
    public static var endpoint: ValueKind {
        ValueKind(
            "LANGUAGE=URL",
            read: { text throws(ValueRefusal) in
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2, let language = NodeEndpoint.Language(rawValue: parts[0]),
                    parts[1].hasPrefix("https://") || parts[1].hasPrefix("http://")
                else { throw ValueRefusal("must be grpc=https://HOST[:PORT] or graphql=https://HOST/graphql") }
                return NodeEndpoint(language, parts[1])
            }, write: { "\($0.language.rawValue)=\($0.url)" })
    }
}

extension ValueKind where Value == Address {
    /// `0x` and 1 to 64 digits.
    public static var address: ValueKind {
        ValueKind(
            "0xHEX",
            read: { text throws(ValueRefusal) in
                guard let address = Address(text) else {
                    throw ValueRefusal("must be 0x and 1 to 64 hexadecimal digits")
                }
                return address
            }, write: { $0.description })
    }
}

extension ValueKind where Value == UInt64 {
    /// `2.5 SUI`.
    public static var mist: ValueKind {
        ValueKind(
            "AMOUNT",
            read: { text throws(ValueRefusal) in
                guard let mist = Mist.read(text) else { throw ValueRefusal("must be an amount such as 2.5SUI") }
                return mist
            }, write: { Mist.write($0) })
    }
}
