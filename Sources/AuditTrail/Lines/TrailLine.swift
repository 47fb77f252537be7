// SPDX-License-Identifier: Apache-2.0
public import Bytes
public import Crypto

/// An entry as it stands in a segment: the object that was given, with its number and its predecessor's hash put first.
///
/// The hash of an entry in the chain is its hash in the tree (RFC 9162 §2.1.1), so that one hash is computed for both.
public struct TrailLine: Hashable, Sendable {
    /// Its number, from 0.
    public let index: UInt64
    /// The hash of the entry before it; zeros before the first.
    public let previous: Bytes32

    /// The longest line, without its line feed.
    public static let longest = 64 << 10
    /// What number and hash may take of that.
    static let room = 128
    /// The longest object that can become a line.
    public static let longestObject = longest - room

    /// Whether `object` can become a line: an object in braces, with no byte that ends a line or is none.
    ///
    /// It must have neither `n` nor `prev`, which is not looked for: field names are literals.
    static func isObject(_ object: Span<UInt8>) -> Bool {
        let count = object.count
        guard count >= 2, count <= longestObject else { return false }
        return object[0] == UInt8(ascii: "{") && object[count - 1] == UInt8(ascii: "}")
    }

    /// Appends the line for `object`, without a line feed.
    public static func append(
        _ object: Span<UInt8>, index: UInt64, previous: Bytes32, to line: inout ByteBuffer
    ) {
        line.append(#"{"n":"#)
        line.append(decimal: UInt(index))
        line.append(#","prev":""#)
        previous.withBytes { line.append(hexOf: $0) }
        line.append(UInt8(ascii: "\""))
        if object.count > 2 { line.append(UInt8(ascii: ",")) }
        line.append(object.extracting(droppingFirst: 1))
    }

    /// Whether bytes are what is left of the line that was being written behind others: no more than the beginning of that one.
    static func isUnfinished(_ bytes: Span<UInt8>, behind end: TrailPosition) -> Bool {
        guard bytes.count <= longest else { return false }
        var line = ByteBuffer(capacity: room)
        append([UInt8(ascii: "{"), UInt8(ascii: "}")].span, index: end.size, previous: end.last, to: &line)
        // All but the brace, which stands for what was given.
        return (0..<min(bytes.count, line.count - 1)).allSatisfy { line.span[$0] == bytes[$0] }
    }

    /// Reads number and hash of a line without its line feed; `nil` unless it is exactly what ``append(_:index:previous:to:)`` writes.
    public init?(_ line: Span<UInt8>) {
        guard line.count <= Self.longest, let read = Self.read(line) else { return nil }
        (index, previous) = read
    }

    private static func read(_ line: Span<UInt8>) -> (UInt64, Bytes32)? {
        var at = 0
        guard skip(#"{"n":"#, line, &at), let index = number(line, &at), skip(#","prev":""#, line, &at),
            line.count >= at + 66, let previous = Bytes32(hex: line.extracting(at..<at + 64))
        else { return nil }
        at += 64
        guard line[at] == UInt8(ascii: "\"") else { return nil }
        at += 1
        guard line[at] == UInt8(ascii: ",") || line.count == at + 1, line[line.count - 1] == UInt8(ascii: "}") else {
            return nil
        }
        return (index, previous)
    }

    private static func skip(_ text: StaticString, _ line: Span<UInt8>, _ at: inout Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard line.count - at > count else { return false }
        let start = at
        let isSame = text.withUTF8Buffer { bytes in
            bytes.indices.allSatisfy { unsafe bytes[$0] == line[start + $0] }
        }
        at += count
        return isSame
    }

    /// Digits without a zero in front; the first 20 are all that 64 bits need.
    private static func number(_ line: Span<UInt8>, _ at: inout Int) -> UInt64? {
        let start = at
        var value: UInt64 = 0
        while at < line.count, case let digit = line[at] &- UInt8(ascii: "0"), digit < 10 {
            let (product, isTooMuch) = value.multipliedReportingOverflow(by: 10)
            let (sum, isMore) = product.addingReportingOverflow(UInt64(digit))
            guard !isTooMuch, !isMore else { return nil }
            value = sum
            at += 1
        }
        guard at > start, at == start + 1 || line[start] != UInt8(ascii: "0") else { return nil }
        return value
    }
}
