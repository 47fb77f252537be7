// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A simulator behind a Unix socket: each message is a length of four bytes, the highest first, and so many bytes.
///
/// A connection that breaks is never opened again: another simulator would have forgotten what was locked.
public final class NSMSocket: NSMTransport {
    /// How long the real device's driver waits.
    public static let patience = Duration.seconds(120)
    /// The length in front of a message.
    public static let headLength = 4

    private struct Line: ~Copyable {
        var socket: Descriptor?
    }

    private let line: Locked<Line>
    private let patience: Duration

    /// Connects to a simulator.
    public init(path: String, patience: Duration = NSMSocket.patience) throws(StreamError) {
        let deadline = Monotonic.now.advanced(by: patience)
        line = Locked(Line(socket: try Endpoint.unix(path).connect(until: deadline)))
        self.patience = patience
    }

    /// Asks the simulator.
    public func exchange(_ request: [UInt8]) throws(NSMError) -> [UInt8] {
        guard (1...NSMLimits.request).contains(request.count) else { throw .invalidLength }
        let deadline = Monotonic.now.advanced(by: patience)
        return try line.withLock { line throws(NSMError) in
            guard let socket = line.socket.take() else { throw .lost }
            let answer: [UInt8]
            do throws(StreamError) {
                answer = try Self.exchange(request, over: socket, until: deadline)
            } catch {
                throw .lost
            }
            line.socket = consume socket
            // What did not fit was not sent; the stream goes on behind it.
            guard answer.count < NSMLimits.response else { throw .truncated }
            guard !answer.isEmpty else { throw .malformed }
            return answer
        }
    }

    /// A length in front of a message.
    public static func head(_ count: Int) -> [UInt8] {
        (0..<headLength).map { UInt8(truncatingIfNeeded: count >> (8 * (headLength - 1 - $0))) }
    }

    /// The length that stands in front of a message.
    public static func length(_ head: some Collection<UInt8>) -> Int { head.reduce(0) { $0 << 8 | Int($1) } }

    private static func exchange(
        _ request: [UInt8], over socket: borrowing Descriptor, until deadline: Monotonic
    ) throws(StreamError) -> [UInt8] {
        let message = head(request.count) + request
        try socket.writeAll(message.span, until: deadline)
        let length = length(try socket.readExactly(headLength, until: deadline))
        // Longer than any room that a device is given: whoever says so is no simulator of one.
        guard length <= NSMLimits.response else { throw .ended(received: headLength) }
        return try socket.readExactly(length, until: deadline)
    }
}
