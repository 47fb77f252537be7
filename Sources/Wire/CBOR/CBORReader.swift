// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// A cursor over CBOR (RFC 8949) that a peer controls: every read is checked, nothing is copied or allocated.
///
/// What has two encodings is accepted in the shortest alone, but that maps and arrays may be of unknown length, as devices
/// write them. Floating-point numbers and texts in pieces are refused. Call ``finish()`` at the end.
public struct CBORReader: ~Escapable {
    /// How deep items may lie in one another.
    public static let maximumDepth = 8
    /// How many entries a map or an array has at most, where nothing else is said.
    public static let maximumEntries = 64

    /// What stands at the cursor.
    public enum Kind: Hashable, Sendable {
        case uint, negative, bytes, text, array, map, tag, bool, null
    }

    /// A map or an array that is being read.
    public struct Container: Sendable {
        /// How many entries are still to come; `nil` where a break tells the end.
        public internal(set) var remaining: Int?
        /// How many more may come.
        var allowed: Int
        var isOpen = true
    }

    private var rest: Span<UInt8>
    private var depth = 0

    /// Begins at the first byte.
    @_lifetime(copy bytes)
    public init(_ bytes: Span<UInt8>) { rest = bytes }

    /// How many bytes were not read yet.
    public var remaining: Int { rest.count }

    /// Refuses leftovers.
    public func finish() throws(CBORError) {
        guard rest.isEmpty else { throw CBORError(.trailing) }
    }

    /// What the next item is, which stays where it is.
    public func peek() throws(CBORError) -> Kind { try head().kind }

    /// The next item as a number that is not negative.
    @_lifetime(self: copy self)
    public mutating func uint() throws(CBORError) -> UInt64 { try take(.uint).argument }

    /// The next item as a number of either sign.
    @_lifetime(self: copy self)
    public mutating func int() throws(CBORError) -> Int64 {
        let head = try head()
        guard head.kind == .uint || head.kind == .negative else { throw CBORError(.wrongType) }
        guard let magnitude = Int64(exactly: head.argument) else { throw CBORError(.outOfRange) }
        drop(head.width)
        return head.kind == .uint ? magnitude : -1 - magnitude
    }

    /// The next item as bytes, where they lie.
    @_lifetime(copy self)
    @_lifetime(self: copy self)
    public mutating func bytes() throws(CBORError) -> Span<UInt8> { try string(.bytes) }

    /// The next item as text in checked UTF-8, where it lies.
    @_lifetime(copy self)
    @_lifetime(self: copy self)
    public mutating func text() throws(CBORError) -> Span<UInt8> {
        let text = try string(.text)
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: text)
        } catch {
            throw CBORError(.notText)
        }
        return text
    }

    /// A copy of the next item, a text.
    @_lifetime(self: copy self)
    public mutating func string() throws(CBORError) -> String {
        let text = try string(.text)
        guard let copy = String(validating: [UInt8](copying: text), as: UTF8.self) else {
            throw CBORError(.notText)
        }
        return copy
    }

    /// The next item as a boolean.
    @_lifetime(self: copy self)
    public mutating func bool() throws(CBORError) -> Bool { try take(.bool).argument == Head.yes }

    /// Whether the next item is null, which is taken then; anything else stays.
    @_lifetime(self: copy self)
    public mutating func isNull() throws(CBORError) -> Bool {
        let head = try head()
        guard head.kind == .null else { return false }
        drop(head.width)
        return true
    }

    /// The number of the next item's tag; the item that it is about follows.
    @_lifetime(self: copy self)
    public mutating func tag() throws(CBORError) -> UInt64 { try take(.tag).argument }

    /// Goes into a map; call ``hasNext(_:)`` before each key.
    @_lifetime(self: copy self)
    public mutating func beginMap(limit: Int = maximumEntries) throws(CBORError) -> Container {
        try begin(.map, bytesPerEntry: 2, limit)
    }

    /// Goes into an array; call ``hasNext(_:)`` before each element.
    @_lifetime(self: copy self)
    public mutating func beginArray(limit: Int = maximumEntries) throws(CBORError) -> Container {
        try begin(.array, bytesPerEntry: 1, limit)
    }

    /// Whether another entry follows; at the end, the container is left.
    @_lifetime(self: copy self)
    public mutating func hasNext(_ container: inout Container) throws(CBORError) -> Bool {
        guard container.isOpen else { return false }
        if let remaining = container.remaining {
            container.remaining = remaining - 1
            container.isOpen = remaining > 0
        } else {
            guard !rest.isEmpty else { throw CBORError(.truncated) }
            container.isOpen = rest[0] != Head.breakByte
            if container.isOpen {
                guard container.allowed > 0 else { throw CBORError(.tooMany) }
                container.allowed -= 1
            } else {
                drop(1)
            }
        }
        if !container.isOpen { depth -= 1 }
        return container.isOpen
    }

    /// Passes over the next item, whatever it is, with all that is in it: it must be as strict as what is read.
    @_lifetime(self: copy self)
    public mutating func skip() throws(CBORError) {
        switch try peek() {
        case .uint: _ = try uint()
        case .negative: _ = try take(.negative)
        case .bytes: _ = try bytes()
        case .text: _ = try text()
        case .bool: _ = try bool()
        case .null: _ = try isNull()
        case .tag:
            _ = try tag()
            guard depth < Self.maximumDepth else { throw CBORError(.tooDeep) }
            depth += 1
            try skip()
            depth -= 1
        case .array:
            var elements = try beginArray()
            while try hasNext(&elements) { try skip() }
        case .map:
            var entries = try beginMap()
            while try hasNext(&entries) {
                try skip()
                try skip()
            }
        }
    }

    /// The first bytes of an item.
    private struct Head {
        static let breakByte: UInt8 = 0xff
        /// The simple value `true`.
        static let yes: UInt64 = 21

        let kind: Kind
        let argument: UInt64
        let width: Int
        /// A container whose end a break tells.
        let isOpenEnded: Bool
    }

    private func head() throws(CBORError) -> Head {
        guard !rest.isEmpty else { throw CBORError(.truncated) }
        let (major, short) = (rest[0] >> 5, rest[0] & 31)
        if major == 7 { return try simple(short) }
        let kind: Kind =
            switch major {
            case 0: .uint
            case 1: .negative
            case 2: .bytes
            case 3: .text
            case 4: .array
            case 5: .map
            default: .tag
            }
        switch short {
        case 0..<24: return Head(kind: kind, argument: UInt64(short), width: 1, isOpenEnded: false)
        case 24...27:
            let width = 1 << Int(short - 24)
            guard rest.count > width else { throw CBORError(.truncated) }
            var argument: UInt64 = 0
            for index in 1...width { argument = argument << 8 | UInt64(rest[index]) }
            // What a form of half the width could hold is not written in this one.
            guard argument >= (width == 1 ? 24 : 1 << UInt64(4 * width)) else { throw CBORError(.notMinimal) }
            return Head(kind: kind, argument: argument, width: 1 + width, isOpenEnded: false)
        case 31:
            switch kind {
            case .array, .map: return Head(kind: kind, argument: 0, width: 1, isOpenEnded: true)
            case .bytes, .text: throw CBORError(.indefiniteString)
            default: throw CBORError(.reserved)
            }
        default: throw CBORError(.reserved)
        }
    }

    private func simple(_ value: UInt8) throws(CBORError) -> Head {
        switch value {
        case 20, 21: Head(kind: .bool, argument: UInt64(value), width: 1, isOpenEnded: false)
        case 22: Head(kind: .null, argument: 0, width: 1, isOpenEnded: false)
        case 28...30: throw CBORError(.reserved)
        case 31: throw CBORError(.misplacedBreak)
        default: throw CBORError(.unsupported)
        }
    }

    @_lifetime(self: copy self)
    private mutating func take(_ kind: Kind) throws(CBORError) -> Head {
        let head = try head()
        guard head.kind == kind else { throw CBORError(.wrongType) }
        drop(head.width)
        return head
    }

    @_lifetime(copy self)
    @_lifetime(self: copy self)
    private mutating func string(_ kind: Kind) throws(CBORError) -> Span<UInt8> {
        let length = try take(kind).argument
        guard length <= UInt64(rest.count) else { throw CBORError(.truncated) }
        let taken = rest.extracting(first: Int(length))
        drop(Int(length))
        return taken
    }

    @_lifetime(self: copy self)
    private mutating func begin(_ kind: Kind, bytesPerEntry: Int, _ limit: Int) throws(CBORError) -> Container {
        guard depth < Self.maximumDepth else { throw CBORError(.tooDeep) }
        let head = try take(kind)
        depth += 1
        if head.isOpenEnded { return Container(remaining: nil, allowed: limit) }
        guard head.argument <= UInt64(limit) else { throw CBORError(.tooMany) }
        guard head.argument <= UInt64(rest.count / bytesPerEntry) else { throw CBORError(.truncated) }
        return Container(remaining: Int(head.argument), allowed: 0)
    }

    @_lifetime(self: copy self)
    private mutating func drop(_ count: Int) { rest = rest.extracting(droppingFirst: count) }
}
