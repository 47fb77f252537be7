// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Growable bytes with one owner: written at the end, read from the front.
///
/// It is the only place in the product where bytes are grown by hand; everything above appends to it or
/// reads its `span`. Memory is given back when it is dropped, or earlier by ``release()``.
@safe
public struct ByteBuffer: ~Copyable, @unchecked Sendable {
    // Sendable: there is exactly one owner, and nothing hands the pointer out beyond a closure.
    // What is inlined elsewhere touches the end alone.
    @usableFromInline var base: UnsafeMutablePointer<UInt8>?
    private var start = 0
    @usableFromInline var end = 0

    /// How many bytes fit before memory must grow.
    public private(set) var capacity = 0

    /// Makes an empty buffer; nothing is allocated until the first byte.
    public init() { unsafe base = nil }

    /// Makes an empty buffer with room for `capacity` bytes.
    public init(capacity: Int) {
        unsafe base = nil
        reserve(capacity)
    }

    deinit { unsafe free(base) }

    /// The number of bytes that wait to be read.
    public var count: Int { end - start }

    /// Whether no byte waits to be read.
    public var isEmpty: Bool { start == end }

    /// The bytes that wait to be read.
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let bytes = unsafe UnsafeBufferPointer(start: base.map { unsafe UnsafePointer($0 + start) }, count: count)
            return unsafe _overrideLifetime(Span(_unsafeElements: bytes), borrowing: self)
        }
    }

    /// A copy of the bytes that wait to be read.
    public var bytes: [UInt8] {
        let span = self.span
        return [UInt8](copying: span)
    }

    /// Makes room for `extra` more bytes.
    public mutating func reserve(_ extra: Int) {
        guard capacity - end < extra else { return }
        makeRoom(extra)
    }

    /// Drops `count` bytes from the front.
    public mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= end - start, "ByteBuffer: consumed more than there is")
        start += count
        if start == end { (start, end) = (0, 0) }
    }

    /// Drops bytes from the end, so that `count` remain.
    public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= self.count, "ByteBuffer: truncated to more than there is")
        end = start + count
    }

    /// Drops all bytes and keeps the memory.
    public mutating func removeAll() { (start, end) = (0, 0) }

    /// Drops all bytes and gives the memory back.
    public mutating func release() {
        unsafe free(base)
        unsafe base = nil
        (start, end, capacity) = (0, 0, 0)
    }

    /// Appends one byte.
    @inlinable
    @inline(__always)
    public mutating func append(_ byte: UInt8) {
        if end == capacity { makeRoom(1) }
        unsafe base.unsafelyUnwrapped[end] = byte
        end += 1
    }

    /// Appends a literal without a copy of it anywhere else.
    @inlinable
    @inline(__always)
    public mutating func append(_ literal: StaticString) {
        unsafe append(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
    }

    /// Appends the UTF-8 of `text`.
    ///
    /// Disfavoured, so that a literal is taken as what it is: it would become a `String` first.
    @_disfavoredOverload
    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            guard let first = bytes.baseAddress else { return }
            unsafe append(start: first, count: bytes.count)
        }
    }

    /// Appends the bytes of `bytes`.
    public mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            guard let first = bytes.baseAddress else { return }
            unsafe append(start: first, count: bytes.count)
        }
    }

    /// Appends what waits in another buffer.
    public mutating func append(contentsOf other: borrowing ByteBuffer) { append(other.span) }

    /// Appends the bytes of `bytes`.
    public mutating func append(_ bytes: [UInt8]) { append(bytes.span) }

    /// Appends `number` in decimal digits.
    public mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        append(decimal: number.magnitude)
    }

    /// Appends `number` in decimal digits.
    public mutating func append(decimal number: UInt) {
        var digits: InlineArray<20, UInt8> = .init(repeating: 0)
        var rest = number
        var first = 20
        repeat {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        append(digits.span.extracting(first..<20))
    }

    /// Appends `bytes` as lowercase hexadecimal digits.
    public mutating func append(hexOf bytes: Span<UInt8>) {
        reserve(2 * bytes.count)
        guard let start = unsafe base.map({ unsafe $0 + end }) else { return }
        // Without checks on the way, which none of them could fail, many bytes are written at a time.
        for index in 0..<bytes.count {
            let byte = unsafe bytes[unchecked: index]
            unsafe start[2 &* index] = Hex.digit(byte >> 4)
            unsafe start[2 &* index &+ 1] = Hex.digit(byte & 15)
        }
        end += 2 * bytes.count
    }

    /// Lets `body` write into at least `minimum` bytes of room; it returns how many it wrote.
    public mutating func withRoom<Failure: Error>(
        _ minimum: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        reserve(minimum)
        let room = unsafe UnsafeMutableRawBufferPointer(start: base.map { unsafe $0 + end }, count: capacity - end)
        let written = try unsafe body(room)
        precondition(written >= 0 && written <= room.count, "ByteBuffer: more was written than there was room")
        end += written
        return written
    }

    @usableFromInline
    mutating func append(start first: UnsafePointer<UInt8>, count: Int) {
        if capacity - end < count { makeRoom(count) }
        guard count > 0 else { return }
        unsafe memcpy(base.unsafelyUnwrapped + end, first, count)
        end += count
    }

    /// Moves what waits to the front if that is enough, grows otherwise.
    @inline(never)
    @usableFromInline
    mutating func makeRoom(_ extra: Int) {
        let count = self.count
        if start > 0, capacity - count >= extra, let base = unsafe base {
            unsafe memmove(base, base + start, count)
            (start, end) = (0, count)
            return
        }
        let wanted = max(count + extra, capacity * 2, 256)
        guard let grown = unsafe malloc(wanted)?.assumingMemoryBound(to: UInt8.self) else {
            fatalError("out of memory for \(wanted) bytes")
        }
        if let base = unsafe base { unsafe memcpy(grown, base + start, count) }
        unsafe free(base)
        unsafe base = grown
        (start, end, capacity) = (0, count, wanted)
    }
}
