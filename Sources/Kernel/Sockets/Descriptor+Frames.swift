// SPDX-License-Identifier: Apache-2.0

/// Why a message did not come, or did not go.
public enum FrameError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The stream did not carry it.
    case stream(StreamError)
    /// Its length is none that a message may have.
    case badLength

    /// One sentence for a log.
    public var description: String {
        switch self {
        case .stream(let error): error.description
        case .badLength: "a message has a length that is not allowed"
        }
    }
}

/// Messages on a stream: four bytes of length, the highest first, then so many bytes; no message is empty.
extension Descriptor {
    private static var frameHeadLength: Int { 4 }

    /// Reads the next message; one that is longer than `limit` is refused before any room is made for it.
    ///
    /// It may begin until `start`, and once it has, `duration` is left for all of it.
    public borrowing func readFrame(
        limit: Int, start: Monotonic, within duration: Duration
    ) throws(FrameError) -> [UInt8] {
        let first = try readPart(1, until: start)
        let deadline = Monotonic.now.advanced(by: duration)
        let head = first + (try readPart(Self.frameHeadLength - 1, until: deadline))
        let length = head.reduce(0) { $0 << 8 | Int($1) }
        guard (1...limit).contains(length) else { throw .badLength }
        return try readPart(length, until: deadline)
    }

    /// Writes a message.
    public borrowing func writeFrame(_ message: [UInt8], until deadline: Monotonic) throws(FrameError) {
        guard let length = UInt32(exactly: message.count), length > 0 else { throw .badLength }
        let whole = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> UInt32($0)) } + message
        do throws(StreamError) { try writeAll(whole.span, until: deadline) } catch { throw .stream(error) }
    }

    private borrowing func readPart(_ count: Int, until deadline: Monotonic) throws(FrameError) -> [UInt8] {
        do throws(StreamError) { return try readExactly(count, until: deadline) } catch { throw .stream(error) }
    }
}
