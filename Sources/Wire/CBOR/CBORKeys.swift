// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// The keys of a map that were read so far: a second of the same is refused.
///
/// Whoever takes the last of two, where another takes the first, has read another document.
public struct CBORKeys: Sendable {
    private var numbers: Set<Int64> = []
    private var texts: Set<[UInt8]> = []

    /// Begins with none.
    public init() {}

    /// Takes a number.
    public mutating func insert(_ key: Int64) throws(CBORError) {
        guard numbers.insert(key).inserted else { throw CBORError(.duplicateKey) }
    }

    /// Takes a text.
    public mutating func insert(_ key: Span<UInt8>) throws(CBORError) {
        guard texts.insert([UInt8](copying: key)).inserted else { throw CBORError(.duplicateKey) }
    }
}
