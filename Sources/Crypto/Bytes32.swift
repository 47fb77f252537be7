// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// 32 bytes with a value's semantics: digests, addresses, object ids.
///
/// Four words and no memory of its own, so that a table of them is one block and a look-up allocates nothing.
/// `==` is for what is public; a comparison that must not tell how far it got is ``constantTimeEqual(_:_:)``.
public struct Bytes32: Hashable, Sendable {
    /// How many bytes there are.
    public static let count = 32

    // In memory order: the words' bytes are the bytes.
    @usableFromInline var words: (UInt64, UInt64, UInt64, UInt64)

    /// 32 zeros.
    public init() { words = (0, 0, 0, 0) }

    /// Copies `bytes`; `nil` unless there are 32.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.count else { return nil }
        self.init()
        unsafe withUnsafeMutableBytes { room in
            for index in 0..<Self.count { unsafe room[index] = bytes[index] }
        }
    }

    /// Reads 64 lowercase digits; anything else is `nil`.
    public init?(hex digits: Span<UInt8>) {
        guard digits.count == 2 * Self.count else { return nil }
        self.init()
        let isValid = unsafe withUnsafeMutableBytes { room in
            for index in 0..<Self.count {
                guard let high = Hex.value(digits[2 * index]), let low = Hex.value(digits[2 * index + 1]) else {
                    return false
                }
                unsafe room[index] = high << 4 | low
            }
            return true
        }
        guard isValid else { return nil }
    }

    /// Reads 64 lowercase digits; anything else is `nil`.
    public init?(hex digits: String) {
        let bytes = Array(digits.utf8)
        self.init(hex: bytes.span)
    }

    /// 32 bytes that nobody can guess.
    public static func random() throws(CryptoError) -> Bytes32 {
        var value = Bytes32()
        let isFilled = unsafe value.withUnsafeMutableBytes { unsafe fillWithRandomness($0) }
        guard isFilled else { throw CryptoError(.randomnessUnavailable) }
        return value
    }

    /// The bytes.
    public var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }

    /// 64 lowercase digits.
    public var hex: String { Hex.encode(bytes) }

    /// Lends the bytes.
    @inlinable
    public func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        unsafe withUnsafeBytes { raw in
            unsafe body(Span(_unsafeElements: raw.bindMemory(to: UInt8.self)))
        }
    }

    /// Compares all four words.
    public static func == (a: Self, b: Self) -> Bool { a.words == b.words }

    /// Hashes all four words, seeded: nobody can choose bytes that fall together in a table.
    public func hash(into hasher: inout Hasher) {
        unsafe withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }

    /// Lends the bytes to C.
    @inlinable
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe Swift.withUnsafeBytes(of: words) { unsafe body($0) }
    }

    /// Lends the bytes to C, to be written.
    mutating func withUnsafeMutableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
        unsafe Swift.withUnsafeMutableBytes(of: &words) { unsafe body($0) }
    }
}
