// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Glibc
internal import Kernel

/// One side of a forwarded connection, with what epoll has said of it.
///
/// Edge-triggered: a flag is true until the kernel says "would block", and an event makes it true again. So no change of interest is
/// ever told to epoll, and no edge is lost: one that comes while the flag is true finds work that is not finished yet.
final class ForwardSide {
    let socket: Descriptor
    var mayRead = true
    var mayWrite = true
    /// The kernel has reported an error, or the end of both directions.
    var isGone = false

    /// What each side is watched for, from its first moment to its last.
    static let interest: Poller.Interest = [.readable, .writable, .peerEnd, .edge]

    init(_ socket: consuming Descriptor) { self.socket = socket }

    /// What came of reading or writing; what neither side can be blamed for is thrown.
    enum Outcome: Equatable {
        case moved(Int)
        case wouldBlock
        /// The peer has ended its direction.
        case ended
        /// The peer, or the way to it, has broken off.
        case gone
    }

    /// Appends up to `limit` bytes to `room`.
    func read(into room: inout ByteBuffer, atMost limit: Int) throws(SystemError) -> Outcome {
        var outcome = Transfer.wouldBlock
        do throws(SystemError) {
            _ = try unsafe room.withRoom(limit) { space throws(SystemError) in
                outcome = try unsafe socket.pull(into: UnsafeMutableRawBufferPointer(rebasing: space[..<limit]))
                guard case .moved(let count) = outcome else { return 0 }
                return count
            }
        } catch {
            guard Self.isOfPeer(error) else { throw error }
            return .gone
        }
        switch outcome {
        case .moved(let count): return .moved(count)
        case .closed: return .ended
        case .wouldBlock:
            mayRead = false
            return .wouldBlock
        }
    }

    /// Writes from the front of `bytes`.
    func write(_ bytes: Span<UInt8>) throws(SystemError) -> Outcome {
        do throws(SystemError) {
            if case .moved(let count) = try socket.push(bytes) { return .moved(count) }
            mayWrite = false
            return .wouldBlock
        } catch {
            guard Self.isOfPeer(error) else { throw error }
            return .gone
        }
    }

    /// Whether a failure is the peer's or the network's, and not ours.
    private static func isOfPeer(_ error: SystemError) -> Bool {
        switch error.errno {
        case ECONNRESET, EPIPE, ETIMEDOUT, ENOTCONN, ECONNABORTED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN,
            ECONNREFUSED:
            true
        default: false
        }
    }
}
