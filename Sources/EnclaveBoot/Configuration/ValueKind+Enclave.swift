// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Configuration
internal import Crypto
internal import Kernel
internal import PKI

extension ValueKind where Value == Bytes32 {
    /// 64 digits, perhaps after `0x`.
    static var hexadecimal: ValueKind {
        ValueKind(
            "HEX",
            read: { text throws(ValueRefusal) in
                guard let value = Bytes32(hex: text.hasPrefix("0x") ? String(text.dropFirst(2)) : text) else {
                    throw ValueRefusal("must be 64 lower-case hexadecimal digits, with or without 0x")
                }
                return value
            }, write: { $0.hex })
    }

    /// A chain's digest.
    static var base58: ValueKind {
        ValueKind(
            "BASE58",
            read: { text throws(ValueRefusal) in
                guard let bytes = Base58.decode(text), let value = Bytes32(bytes.span) else {
                    throw ValueRefusal("must be 32 bytes in Base58")
                }
                return value
            }, write: { Base58.encode($0.bytes) })
    }
}

extension ValueKind where Value == PublicKey {
    /// An Ed25519 key.
    static var ed25519: ValueKind {
        ValueKind(
            "HEX",
            read: { text throws(ValueRefusal) in
                guard let bytes = Bytes32(hex: text), let key = PublicKey(.ed25519, bytes.bytes) else {
                    throw ValueRefusal("must be an Ed25519 public key: 64 lower-case hexadecimal digits")
                }
                return key
            }, write: { Hex.encode($0.bytes) })
    }
}

extension ValueKind where Value == SubjectName {
    /// A host's name, or an address.
    static var subjectName: ValueKind {
        ValueKind(
            "NAME",
            read: { text throws(ValueRefusal) in
                if !text.utf8.contains(0), SocketAddress("\(text):0") != nil || SocketAddress("[\(text)]:0") != nil {
                    return .address(text)
                }
                guard SubjectName.isHost(text) else {
                    throw ValueRefusal("must be a host name in lower case or an IP address, without a port")
                }
                return .dns(text)
            }, write: { $0.description })
    }
}

extension SubjectName {
    /// Whether a text is a host's name: labels of letters, digits and dashes (RFC 1123 §2.1), no wildcard.
    ///
    /// A last label of digits alone would be an address that nobody could read as one.
    fileprivate static func isHost(_ text: String) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        guard let last = labels.last, !last.allSatisfy(isDigit) else { return false }
        return labels.allSatisfy { label in
            let dash = UInt8(ascii: "-")
            guard (1...63).contains(label.count), label.first != dash, label.last != dash else { return false }
            return label.allSatisfy { (0x61...0x7A).contains($0) || isDigit($0) || $0 == dash }
        }
    }
}

extension ValueKind where Value == BootConfiguration.SecurityModuleAddress {
    /// `device` or `socket:/a/path`.
    static var securityModule: ValueKind {
        ValueKind(
            "device|socket:PATH",
            read: { text throws(ValueRefusal) in
                if text == "device" { return .device }
                guard text.hasPrefix("socket:/"), !text.utf8.contains(0) else {
                    throw ValueRefusal("must be device, or socket: and an absolute path")
                }
                return .socket(String(text.dropFirst(7)))
            },
            write: { address in
                switch address {
                case .device: "device"
                case .socket(let path): "socket:\(path)"
                }
            })
    }
}

extension ValueKind where Value == String {
    /// A path that hangs on nothing but itself.
    static var absolutePath: ValueKind {
        ValueKind(
            "PATH",
            read: { text throws(ValueRefusal) in
                let path = try ValueKind.path.value(of: text)
                let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
                guard path.hasPrefix("/"), path != "/", !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
                    throw ValueRefusal("must be an absolute path without . and ..")
                }
                return path
            }, write: { $0 })
    }

    /// A short name of small letters, digits and dashes.
    static var programName: ValueKind {
        ValueKind(
            "NAME",
            read: { text throws(ValueRefusal) in
                let isName = text.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
                }
                guard isName, (1...32).contains(text.utf8.count), text.first != "-" else {
                    throw ValueRefusal("must be 1 to 32 lower-case letters, digits and dashes")
                }
                return text
            }, write: { $0 })
    }
}

extension ValueKind where Value == Endpoint {
    /// `vsock:3:8443`, `tcp:127.0.0.1:6443`, `unix:/a/path`.
    static var endpoint: ValueKind {
        ValueKind(
            "ENDPOINT",
            read: { text throws(ValueRefusal) in
                guard let endpoint = Endpoint(text) else {
                    throw ValueRefusal("must be vsock:[CID:]PORT, tcp:ADDRESS:PORT or unix:PATH")
                }
                return endpoint
            }, write: { $0.description })
    }
}
