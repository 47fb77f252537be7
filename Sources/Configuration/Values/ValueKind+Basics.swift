// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension ValueKind where Value == String {
    /// Any text that is not empty and holds no control character.
    public static func text(_ placeholder: String = "TEXT", atMost limit: Int = 1024) -> ValueKind {
        ValueKind(
            placeholder,
            read: { text throws(ValueRefusal) in
                guard !text.isEmpty else { throw ValueRefusal("must not be empty") }
                guard text.utf8.count <= limit else {
                    throw ValueRefusal(.outOfRange, "must have at most \(limit) bytes")
                }
                let isPrintable = text.unicodeScalars.allSatisfy {
                    $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
                }
                guard isPrintable else { throw ValueRefusal("must not hold control characters") }
                return text
            }, write: { $0 })
    }

    /// The path of a file; 4095 bytes are what Linux takes.
    public static var path: ValueKind { .text("FILE", atMost: 4095) }
}

extension ValueKind where Value == Bool {
    /// `true` or `false`, and nothing else that some YAML would take for it.
    public static var boolean: ValueKind {
        ValueKind(
            placeholder: "", isList: false, isSwitch: true, isPlain: true,
            read: { texts throws(ValueRefusal) in
                switch texts.first {
                case "true": return true
                case "false": return false
                default: throw ValueRefusal("must be true or false")
                }
            }, write: { [$0 ? "true" : "false"] })
    }
}

extension ValueKind where Value == Int {
    /// A whole number in decimal digits.
    public static func integer(_ range: ClosedRange<Int>) -> ValueKind {
        ValueKind(
            "NUMBER", isPlain: true,
            read: { text throws(ValueRefusal) in
                guard let value = WholeNumber.read(text) else {
                    throw ValueRefusal("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
                }
                guard range.contains(value) else {
                    throw ValueRefusal(.outOfRange, "must be from \(range.lowerBound) to \(range.upperBound)")
                }
                return value
            }, write: { "\($0)" })
    }

    /// A number of bytes: `512`, `64KiB`, `20MiB`, `1GiB`.
    public static func size(_ range: ClosedRange<Int>) -> ValueKind {
        ValueKind(
            "SIZE",
            read: { text throws(ValueRefusal) in
                guard let value = ByteSize.read(text) else {
                    throw ValueRefusal("must be a size such as 512, 64KiB, 20MiB or 1GiB")
                }
                guard range.contains(value) else {
                    throw ValueRefusal(
                        .outOfRange,
                        "must be from \(ByteSize.write(range.lowerBound)) to \(ByteSize.write(range.upperBound))")
                }
                return value
            }, write: { ByteSize.write($0) })
    }
}

extension ValueKind where Value == Duration {
    /// A length of time: `250ms`, `2.5s`, `2m`, `1h`.
    public static func duration(_ range: ClosedRange<Duration>) -> ValueKind {
        ValueKind(
            "DURATION",
            read: { text throws(ValueRefusal) in
                guard let value = TimeSpan.read(text) else {
                    throw ValueRefusal("must be a duration such as 250ms, 2.5s, 2m or 1h")
                }
                guard range.contains(value) else {
                    throw ValueRefusal(
                        .outOfRange,
                        "must be from \(TimeSpan.write(range.lowerBound)) to \(TimeSpan.write(range.upperBound))")
                }
                return value
            }, write: { TimeSpan.write($0) })
    }
}

extension ValueKind where Value == SocketAddress {
    /// An address to listen on; names are not looked up.
    public static var address: ValueKind {
        ValueKind(
            "ADDRESS",
            read: { text throws(ValueRefusal) in
                // The kernel's parser stops at a NUL: what follows one would be accepted unread.
                guard !text.utf8.contains(0), let address = SocketAddress(text) else {
                    throw ValueRefusal("must be an IP address with a port, such as 127.0.0.1:8443 or [::1]:8443")
                }
                return address
            }, write: { $0.description })
    }
}

extension ValueKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a closed list of words.
    public static var oneOf: ValueKind {
        let words = Value.allCases.map(\.rawValue)
        return ValueKind(
            words.joined(separator: "|"),
            read: { text throws(ValueRefusal) in
                guard let value = Value(rawValue: text) else {
                    throw ValueRefusal("must be one of " + words.joined(separator: ", "))
                }
                return value
            }, write: { $0.rawValue })
    }
}
