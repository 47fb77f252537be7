// SPDX-License-Identifier: Apache-2.0

/// The texts of a list in JSON, found in place: a parser that copies would leave keys where nobody wipes them.
///
/// Stricter than JSON is: what stands between quotes are digits of Base64, so that nothing is escaped.
struct KeystoreList: ~Escapable {
    private let bytes: Span<UInt8>
    private var place = 0
    private var count = 0
    private var isOver = false

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) { self.bytes = bytes }

    /// Where the next text is, or `nil` at the end of the list, behind which there is nothing.
    @_lifetime(self: copy self)
    mutating func next() throws(KeystoreError) -> Range<Int>? {
        guard !isOver else { return nil }
        let mark = try mark()
        switch (count, mark) {
        case (0, UInt8(ascii: "[")):
            if peek() == UInt8(ascii: "]") {
                _ = try self.mark()
                return try end()
            }
        case (1..., UInt8(ascii: ",")): break
        case (1..., UInt8(ascii: "]")): return try end()
        default: throw .malformed
        }
        guard try self.mark() == UInt8(ascii: "\"") else { throw .malformed }
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            guard bytes[place] != UInt8(ascii: "\\"), bytes[place] >= 0x20 else { throw .invalidKey(index: count) }
            place += 1
        }
        guard place < bytes.count else { throw .malformed }
        place += 1
        count += 1
        return start..<(place - 1)
    }

    @_lifetime(self: copy self)
    private mutating func end() throws(KeystoreError) -> Range<Int>? {
        guard peek() == nil else { throw .malformed }
        isOver = true
        return nil
    }

    /// The next byte that is no space.
    @_lifetime(self: copy self)
    private mutating func peek() -> UInt8? {
        while place < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[place]) { place += 1 }
        return place < bytes.count ? bytes[place] : nil
    }

    @_lifetime(self: copy self)
    private mutating func mark() throws(KeystoreError) -> UInt8 {
        guard let byte = peek() else { throw .malformed }
        place += 1
        return byte
    }
}
