// SPDX-License-Identifier: Apache-2.0

/// What one loop counts for one listener; its thread writes, anyone reads.
final class ListenerTally: Sendable {
    let open = Tally()
    let accepted = Tally()
    let closed = Tallies<CloseReason>()
    let handshakes = Tallies<HandshakeKind>()
    let failedHandshakes = Tallies<HandshakeFailure>()
    let replies = Tallies<Status>()
    let sessions = Tally()
    let streams = Tallies<StreamEnd>()
    let offences = Tallies<Offence>()

    /// Adds what was counted here to `total`.
    func add(to total: inout ListenerStatistics) {
        total.openConnections += open.count
        total.accepted += accepted.count
        closed.add(to: &total.closed)
        handshakes.add(to: &total.handshakes)
        failedHandshakes.add(to: &total.failedHandshakes)
        replies.add(to: &total.replies)
        total.sessions += sessions.count
        streams.add(to: &total.streams)
        offences.add(to: &total.offences)
    }
}
