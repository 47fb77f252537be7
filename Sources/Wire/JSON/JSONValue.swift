// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// One value of a parsed document: a place in it, lent.
///
/// Nothing is copied and nothing is allocated; a value cannot outlive its document, by its type.
@safe
public struct JSONValue: ~Escapable {
    // simdjson's tape: the highest byte of a word says what a value is, the rest where it is. Every index that
    // is followed here was written by the parser, which has read the whole document.
    private let words: UnsafePointer<UInt64>
    private let strings: UnsafePointer<UInt8>
    private let index: Int

    /// What a value can be.
    public enum Kind: Sendable, Equatable {
        case object, array, string, number, bool, null
    }

    @_lifetime(immortal)
    init(words: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>, index: Int) {
        unsafe self.words = words
        unsafe self.strings = strings
        self.index = index
    }

    private var tag: UInt8 { UInt8(truncatingIfNeeded: unsafe words[index] >> 56) }

    /// What it is.
    public var kind: Kind {
        switch tag {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "l"), UInt8(ascii: "u"), UInt8(ascii: "d"): .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        default: .null
        }
    }

    /// Whether it is `null`.
    public var isNull: Bool { tag == UInt8(ascii: "n") }

    /// The bytes of a string, unescaped; `nil` for anything else.
    public var string: Span<UInt8>? {
        @_lifetime(copy self)
        get {
            guard tag == UInt8(ascii: "\"") else { return nil }
            return text(at: index)
        }
    }

    /// Whether it is this string.
    public func equals(_ text: StaticString) -> Bool {
        tag == UInt8(ascii: "\"") && isText(at: index, text)
    }

    /// A boolean; `nil` for anything else.
    public var bool: Bool? {
        switch tag {
        case UInt8(ascii: "t"): true
        case UInt8(ascii: "f"): false
        default: nil
        }
    }

    /// A whole number; `nil` for anything else, a number with a fraction or beyond 64 bits among it.
    public var integer: Int? {
        let bits = unsafe words[index + 1]
        return switch tag {
        case UInt8(ascii: "l"): Int(Int64(bitPattern: bits))
        case UInt8(ascii: "u"): Int(exactly: bits)
        default: nil
        }
    }

    /// A number as a double, as JavaScript and Go's `any` see it; `nil` for anything else.
    public var double: Double? {
        let bits = unsafe words[index + 1]
        return switch tag {
        case UInt8(ascii: "l"): Double(Int64(bitPattern: bits))
        case UInt8(ascii: "u"): Double(bits)
        case UInt8(ascii: "d"): Double(bitPattern: bits)
        default: nil
        }
    }

    // MARK: Objects

    /// The value under `key`, or `nil`; refuses an object in which it stands twice.
    ///
    /// Other keys may stand twice: whether that matters is for those who read them. The value must be an object.
    @_lifetime(copy self)
    public func member(_ key: StaticString) throws(JSONError) -> JSONValue? {
        guard tag == UInt8(ascii: "{") else { throw .wrongType }
        let end = behind(index) - 1
        var place = index + 1
        var found = -1
        while place < end {
            let value = place + 1
            if isText(at: place, key) {
                guard found < 0 else { throw .duplicateKey }
                found = value
            }
            place = behind(value)
        }
        guard found >= 0 else { return nil }
        return value(at: found)
    }

    /// The first member of an object or the first element of an array, to walk from.
    public var children: JSONChildren {
        @_lifetime(copy self)
        get {
            let isObject = tag == UInt8(ascii: "{")
            let isEmpty = !isObject && tag != UInt8(ascii: "[")
            let walk = unsafe JSONChildren(
                words: words, strings: strings, next: index + 1, end: isEmpty ? index + 1 : behind(index) - 1,
                isObject: isObject)
            return unsafe _overrideLifetime(walk, copying: self)
        }
    }

    /// How many members or elements there are.
    public var count: Int {
        var walk = children
        var count = 0
        while walk.advance() { count += 1 }
        return count
    }

    // MARK: The tape

    /// The index behind the value at `index`.
    @inline(__always)
    private func behind(_ index: Int) -> Int { unsafe Tape.behind(words, index) }

    @inline(__always)
    private func isText(at index: Int, _ text: StaticString) -> Bool {
        let start = unsafe strings + Int(words[index] & Tape.payload)
        let count = Int(unsafe UnsafeRawPointer(start).loadUnaligned(as: UInt32.self))
        guard count == text.utf8CodeUnitCount else { return false }
        return unsafe Tape.areEqual(start + 4, text.utf8Start, count)
    }

    @_lifetime(copy self)
    private func text(at index: Int) -> Span<UInt8> {
        let bytes = unsafe Tape.text(words, strings, index)
        return unsafe _overrideLifetime(Span(_unsafeElements: bytes), copying: self)
    }

    @_lifetime(copy self)
    private func value(at index: Int) -> JSONValue {
        unsafe _overrideLifetime(JSONValue(words: words, strings: strings, index: index), copying: self)
    }
}

/// How simdjson lays a document out.
enum Tape {
    static let payload: UInt64 = 0x00FF_FFFF_FFFF_FFFF

    /// The index behind the value at `index`: containers know theirs, numbers take two words.
    @inline(__always)
    static func behind(_ words: UnsafePointer<UInt64>, _ index: Int) -> Int {
        let word = unsafe words[index]
        switch UInt8(truncatingIfNeeded: word >> 56) {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return Int(word & 0xFFFF_FFFF)
        case UInt8(ascii: "l"), UInt8(ascii: "u"), UInt8(ascii: "d"): return index + 2
        default: return index + 1
        }
    }

    /// Whether two texts of one length are the same; keys are short, and a call of `memcmp` costs more than they do.
    @inline(__always)
    static func areEqual(_ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let (one, other) = unsafe (UnsafeRawPointer(one), UnsafeRawPointer(other))
        var place = 0
        while place + 8 <= count {
            guard
                unsafe one.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    == other.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            else { return false }
            place += 8
        }
        while place < count {
            guard
                unsafe one.load(fromByteOffset: place, as: UInt8.self)
                    == other.load(fromByteOffset: place, as: UInt8.self)
            else { return false }
            place += 1
        }
        return true
    }

    static func text(
        _ words: UnsafePointer<UInt64>, _ strings: UnsafePointer<UInt8>, _ index: Int
    ) -> UnsafeBufferPointer<UInt8> {
        let start = unsafe strings + Int(words[index] & payload)
        let count = Int(unsafe UnsafeRawPointer(start).loadUnaligned(as: UInt32.self))
        return unsafe UnsafeBufferPointer(start: start + 4, count: count)
    }
}
