// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// gRPC's framing: a flag, a length of four bytes, a message.
public enum GRPCFrame {
    /// The flag and the length.
    public static let headLength = 5

    /// A message in its frame, uncompressed.
    public static func wrap(_ message: [UInt8]) -> [UInt8] {
        precondition(message.count <= Int(UInt32.max), "gRPC: a message that no frame holds")
        let length = UInt32(message.count)
        return [0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> UInt32($0)) } + message
    }

    /// Puts frames together again that arrive in any pieces.
    public struct Assembler: ~Copyable, Sendable {
        /// Longer messages are refused before they are read.
        public let maximumMessage: Int
        private var buffer = ByteBuffer()

        /// Begins with nothing.
        public init(maximumMessage: Int) { self.maximumMessage = maximumMessage }

        /// Whether a frame has begun and not ended.
        public var isInsideFrame: Bool { !buffer.isEmpty }

        /// Takes bytes as they come.
        public mutating func append(_ bytes: [UInt8]) { buffer.append(bytes) }

        /// The next whole message, or `nil` until more has come.
        public mutating func next() throws(LedgerError) -> [UInt8]? {
            guard buffer.count >= GRPCFrame.headLength else { return nil }
            let flag = buffer.span[0]
            let length = (1..<5).reduce(0) { $0 << 8 | Int(buffer.span[$1]) }
            // We never say that we understand any compression.
            guard flag == 0 else { throw LedgerError(.malformed, "a compressed gRPC frame that nobody asked for") }
            guard length <= maximumMessage else { throw LedgerError(.malformed, "a gRPC message beyond the limit") }
            guard buffer.count >= GRPCFrame.headLength + length else { return nil }
            buffer.consume(GRPCFrame.headLength)
            let message = Self.copy(buffer.span.extracting(first: length))
            buffer.consume(length)
            return message
        }

        private static func copy(_ span: Span<UInt8>) -> [UInt8] { [UInt8](copying: span) }
    }
}
