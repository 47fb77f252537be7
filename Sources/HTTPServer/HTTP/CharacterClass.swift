// SPDX-License-Identifier: Apache-2.0

/// What a byte may be part of, in the grammar of RFC 9110 and RFC 3986; one look into a table of 256.
enum CharacterClass {
    /// `tchar` of RFC 9110 §5.6.2.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool { table[Int(byte)] & 1 != 0 }

    /// What a request target is made of: RFC 3986 §2, without `#`, which begins a fragment.
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool { table[Int(byte)] & 2 != 0 }

    /// What a field value is made of: RFC 9110 §5.5.
    @inline(__always)
    static func isValue(_ byte: UInt8) -> Bool { table[Int(byte)] & 4 != 0 }

    /// What an authority is made of, without user information, which belongs into no request: RFC 9110 §4.2.4.
    ///
    /// Nor a comma, though RFC 3986 has it: to some readers it makes two hosts of one.
    @inline(__always)
    static func isAuthority(_ byte: UInt8) -> Bool { table[Int(byte)] & 8 != 0 }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// Compares `bytes` to `name`, which must be written in lower case.
    @inline(__always)
    static func equalsIgnoringCase(_ bytes: Span<UInt8>, _ name: StaticString) -> Bool {
        guard bytes.count == name.utf8CodeUnitCount else { return false }
        let start = unsafe name.utf8Start
        for index in bytes.indices {
            let byte = bytes[index]
            let lower = byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
            guard unsafe lower == start[index] else { return false }
        }
        return true
    }

    private static let table: InlineArray<256, UInt8> = {
        var table: InlineArray<256, UInt8> = .init(repeating: 0)
        func mark(_ bytes: some Sequence<UInt8>, _ bit: UInt8) { for byte in bytes { table[Int(byte)] |= bit } }
        let alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        mark(alphanumeric.utf8, 1 | 2 | 8)
        mark("!#$%&'*+-.^_`|~".utf8, 1)
        mark("-._~:/?[]@!$&'()*+,;=%".utf8, 2)
        mark(UInt8(0x20)...UInt8(0x7E), 4)
        mark(UInt8(0x80)...UInt8(0xFF), 4)
        mark([0x09], 4)
        mark("-._~:[]!$&'()*+;=%".utf8, 8)
        return table
    }()
}
