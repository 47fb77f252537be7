// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// A cursor over Binary Canonical Serialization: every read is checked, nothing is taken twice.
///
/// BCS has one encoding for each value, and this accepts that one alone: call ``finish()`` at the end.
public struct BCSReader: ~Escapable {
    /// The longest sequence that BCS allows.
    public static let maximumLength = Int(Int32.max)

    private var rest: Span<UInt8>

    /// Begins at the first byte.
    @_lifetime(copy bytes)
    public init(_ bytes: Span<UInt8>) { rest = bytes }

    /// How many bytes were not read yet.
    public var remaining: Int { rest.count }

    /// Refuses leftovers.
    public func finish() throws(BCSError) {
        guard rest.isEmpty else { throw BCSError(.trailing) }
    }

    /// The next byte.
    @_lifetime(self: copy self)
    public mutating func uint8() throws(BCSError) -> UInt8 {
        guard rest.count >= 1 else { throw BCSError(.truncated) }
        defer { rest = rest.extracting(droppingFirst: 1) }
        return rest[0]
    }

    /// The next integer, least byte first.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func integer<Number: FixedWidthInteger & UnsignedInteger>(
        _: Number.Type = Number.self
    ) throws(BCSError) -> Number {
        // Inlined where it is called: the generic form, which other modules would call, takes sixteen times as long.
        let width = Number.bitWidth / 8
        guard remaining >= width else { throw BCSError(.truncated) }
        var number: Number = 0
        var taken = 0
        while taken < width {
            number |= Number(truncatingIfNeeded: try word(min(8, width - taken))) << Number(8 * taken)
            taken += 8
        }
        return number
    }

    /// The next bytes, eight at most, as a number.
    @usableFromInline
    @_lifetime(self: copy self)
    mutating func word(_ width: Int) throws(BCSError) -> UInt64 {
        guard width <= 8, rest.count >= width else { throw BCSError(.truncated) }
        var number: UInt64 = 0
        for index in 0..<width { number |= UInt64(rest[index]) << UInt64(8 * index) }
        rest = rest.extracting(droppingFirst: width)
        return number
    }

    /// The next boolean.
    @_lifetime(self: copy self)
    public mutating func bool() throws(BCSError) -> Bool {
        switch try uint8() {
        case 0: false
        case 1: true
        default: throw BCSError(.unknownVariant)
        }
    }

    /// The next number in ULEB128: shortest form, 32 bits.
    @_lifetime(self: copy self)
    public mutating func uleb128() throws(BCSError) -> UInt32 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try uint8()
            value |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 {
                guard byte != 0 || shift == 0, let value = UInt32(exactly: value) else { throw BCSError(.overlong) }
                return value
            }
            shift += 7
            guard shift < 35 else { throw BCSError(.overlong) }
        }
    }

    /// The next length or variant: below 2^31.
    @_lifetime(self: copy self)
    public mutating func length() throws(BCSError) -> Int {
        let value = try uleb128()
        guard value <= UInt32(Self.maximumLength) else { throw BCSError(.overlong) }
        return Int(value)
    }

    /// The next length of a sequence whose elements take at least `least` bytes each: no more than there is room for.
    @_lifetime(self: copy self)
    public mutating func count(ofAtLeast least: Int = 1) throws(BCSError) -> Int {
        let count = try length()
        guard count <= rest.count / max(least, 1) else { throw BCSError(.truncated) }
        return count
    }

    /// The next `count` bytes, without a length before them.
    @_lifetime(copy self)
    @_lifetime(self: copy self)
    public mutating func fixed(_ count: Int) throws(BCSError) -> Span<UInt8> {
        guard count >= 0, rest.count >= count else { throw BCSError(.truncated) }
        let taken = rest.extracting(first: count)
        rest = rest.extracting(droppingFirst: count)
        return taken
    }

    /// The next byte string.
    @_lifetime(self: copy self)
    public mutating func bytes() throws(BCSError) -> [UInt8] {
        let count = try count()
        let taken = try fixed(count)
        return [UInt8](copying: taken)
    }

    /// The next text.
    @_lifetime(self: copy self)
    public mutating func string() throws(BCSError) -> String {
        let bytes = try bytes()
        guard let text = String(validating: bytes, as: UTF8.self) else { throw BCSError(.notText) }
        return text
    }

    /// Whether an optional value follows.
    @_lifetime(self: copy self)
    public mutating func isPresent() throws(BCSError) -> Bool { try bool() }
}
