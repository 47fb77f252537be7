// SPDX-License-Identifier: Apache-2.0
internal import Synchronization

/// What one loop counts; its thread writes, anyone reads.
@safe
final class LoopStatistics: Sendable {
    let open = Tally()
    let accepted = Tally()
    let fullHandshakes = Tally()
    let resumedHandshakes = Tally()
    let closed = Tallies<CloseReason>()
    let failedHandshakes = Tallies<HandshakeFailure>()
    let replies = Tallies<Status>()
    let shed = Tallies<ShedReason>()

    /// Adds what this loop has counted to `total`.
    func add(to total: inout Statistics) {
        total.openConnections += open.count
        total.accepted += accepted.count
        total.fullHandshakes += fullHandshakes.count
        total.resumedHandshakes += resumedHandshakes.count
        closed.add(to: &total.closed)
        failedHandshakes.add(to: &total.failedHandshakes)
        replies.add(to: &total.replies)
        shed.add(to: &total.shed)
    }
}
