// SPDX-License-Identifier: Apache-2.0

/// What a byte may be part of, in the grammar of RFC 9110 and RFC 3986: a look into 128 bits each.
///
/// The bits are constants, spelt out in `CharacterClassTests`: a table that is made at first use would be asked for
/// at every byte whether it has been made.
enum CharacterClass {
    /// `tchar` of RFC 9110 §5.6.2.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool { isSet(byte, 0x03FF_6CFA_0000_0000, 0x57FF_FFFF_C7FF_FFFE) }

    /// What a request target is made of: RFC 3986 §2, without `#`, which begins a fragment.
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool { isSet(byte, 0xAFFF_FFF2_0000_0000, 0x47FF_FFFE_AFFF_FFFF) }

    /// What an authority is made of, without user information, which belongs into no request: RFC 9110 §4.2.4.
    ///
    /// Nor a comma, though RFC 3986 has it: to some readers it makes two hosts of one.
    @inline(__always)
    static func isAuthority(_ byte: UInt8) -> Bool { isSet(byte, 0x2FFF_6FF2_0000_0000, 0x47FF_FFFE_AFFF_FFFE) }

    /// What a field value is made of: RFC 9110 §5.5.
    @inline(__always)
    static func isValue(_ byte: UInt8) -> Bool { (byte >= 0x20 && byte != 0x7F) || byte == 0x09 }

    @inline(__always)
    private static func isSet(_ byte: UInt8, _ low: UInt64, _ high: UInt64) -> Bool {
        byte < 0x80 && (byte < 0x40 ? low : high) &>> UInt64(byte & 0x3F) & 1 != 0
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// Compares `bytes` to `name`, in whose case they must be.
    @inline(__always)
    static func equals(_ bytes: Span<UInt8>, _ name: StaticString) -> Bool {
        guard bytes.count == name.utf8CodeUnitCount else { return false }
        let start = unsafe name.utf8Start
        for index in bytes.indices { guard unsafe bytes[index] == start[index] else { return false } }
        return true
    }

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
}
