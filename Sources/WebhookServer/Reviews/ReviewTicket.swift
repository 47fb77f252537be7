// SPDX-License-Identifier: Apache-2.0
internal import HTTPServer
internal import Kernel

/// What of a request is told to metrics and audit, also once the request itself is gone.
struct ReviewTicket: Sendable {
    /// The request's number.
    let request: UInt64
    /// When its first byte arrived.
    let received: Monotonic
    /// The loop that it came to.
    let shard: Int

    init(_ request: borrowing Request, shard: Int) {
        self.request = request.id
        received = request.received
        self.shard = shard
    }
}
