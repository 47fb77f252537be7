// SPDX-License-Identifier: Apache-2.0

/// One message of a stream.
struct StreamPart: Hashable, Sendable {
    /// Events of ours, in order.
    var events: [EmittedEvent] = []
    /// Everything up to here has come, this checkpoint included.
    var checkpoint: UInt64?
    /// When that checkpoint was made, in milliseconds since 1970, where it is said.
    var timestamp: UInt64?
    /// Its epoch, where it is said.
    var epoch: UInt64?
}
