// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Copies of bodies whose reviews wait: so many bytes together, and no more.
final class KeptBodies: Sendable {
    private let limit: Int
    private let used = Locked(0)

    /// Keeps at most `limit` bytes.
    init(limit: Int) { self.limit = limit }

    /// Bytes that are kept now.
    var inUse: Int { used.withLock { $0 } }

    /// Copies a body; `nil` if there is no room for it.
    func keep(_ body: Span<UInt8>) -> KeptBody? {
        let count = body.count
        let isTaken = used.withLock { used in
            guard count <= limit - used else { return false }
            used += count
            return true
        }
        return isTaken ? KeptBody(body, in: self) : nil
    }

    fileprivate func giveBack(_ count: Int) { used.withLock { $0 -= count } }
}

/// A copy of a body, as long as somebody needs it.
final class KeptBody: Sendable {
    private let bodies: KeptBodies
    /// The bytes.
    let bytes: [UInt8]

    fileprivate init(_ body: Span<UInt8>, in bodies: KeptBodies) {
        self.bodies = bodies
        // At once: byte by byte, a large object would hold up everybody else on its loop.
        bytes = unsafe body.withUnsafeBufferPointer { unsafe Array($0) }
    }

    deinit { bodies.giveBack(bytes.count) }
}
