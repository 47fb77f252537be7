// SPDX-License-Identifier: Apache-2.0

/// A walk over the members of an object or the elements of an array.
///
///     var walk = value.children
///     while walk.advance() { use(walk.key, walk.value) }
@safe
public struct JSONChildren: ~Escapable {
    private let words: UnsafePointer<UInt64>
    private let strings: UnsafePointer<UInt8>
    private let end: Int
    private let isObject: Bool
    private var place: Int
    private var next: Int

    @_lifetime(immortal)
    init(words: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>, next: Int, end: Int, isObject: Bool) {
        unsafe self.words = words
        unsafe self.strings = strings
        self.end = end
        self.isObject = isObject
        place = end
        self.next = next
    }

    /// Goes to the next child; false if there is none.
    @_lifetime(self: copy self)
    public mutating func advance() -> Bool {
        guard next < end else {
            place = end
            return false
        }
        place = next
        next = unsafe Tape.behind(words, isObject ? place + 1 : place)
        return true
    }

    /// The member's key; empty in an array, and before or behind the walk.
    public var key: Span<UInt8> {
        @_lifetime(copy self)
        get {
            guard isObject, place < end else { return unsafe _overrideLifetime(Span(), copying: self) }
            let bytes = unsafe Tape.text(words, strings, place)
            return unsafe _overrideLifetime(Span(_unsafeElements: bytes), copying: self)
        }
    }

    /// The child's value; `nil` before or behind the walk.
    public var value: JSONValue? {
        @_lifetime(copy self)
        get {
            guard place < end else { return nil }
            let value = unsafe JSONValue(words: words, strings: strings, index: isObject ? place + 1 : place)
            return unsafe _overrideLifetime(value, copying: self)
        }
    }
}
