// SPDX-License-Identifier: Apache-2.0
public import Bytes

/// The header fields of a reply beside those that every reply has: literals and numbers, so that no peer's byte can become a header.
public struct ReplyFields: Sendable {
    /// Whole header lines, each ending in CR LF.
    public var lines: StaticString
    /// After how many seconds the peer may ask again: `Retry-After`, RFC 9110 §10.2.3.
    public var retryAfter: UInt32?
    /// The number of the request: `X-Request-Id`, 16 hexadecimal digits.
    public var requestID: UInt64?

    /// Puts them together.
    public init(_ lines: StaticString = "", retryAfter: UInt32? = nil, requestID: UInt64? = nil) {
        self.lines = lines
        self.retryAfter = retryAfter
        self.requestID = requestID
    }

    /// Whether there are none.
    var isEmpty: Bool { lines.utf8CodeUnitCount == 0 && retryAfter == nil && requestID == nil }

    /// Appends all of them.
    func append(to buffer: inout ByteBuffer) {
        buffer.append(lines)
        if let retryAfter {
            buffer.append("Retry-After: ")
            buffer.append(decimal: UInt(retryAfter))
            buffer.append("\r\n")
        }
        if let requestID {
            buffer.append("X-Request-Id: ")
            Self.append(requestID, to: &buffer)
            buffer.append("\r\n")
        }
    }

    /// A request's number as `X-Request-Id` shows it.
    public static func append(_ requestID: UInt64, to buffer: inout ByteBuffer) {
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: requestID >> UInt64(shift)) & 0xF
            buffer.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }
}
