// SPDX-License-Identifier: Apache-2.0

/// What a peer may cost us.
///
/// Every field is enforced in one place and tested at its edge.
public struct Limits: Sendable {
    /// Open connections, all listeners together; one more is closed as soon as it is accepted.
    public var connections = 16_384
    /// Bytes of a request's head, from its line to the empty one.
    public var head = 16 << 10
    /// Bytes of bodies that are held at once, all connections together.
    public var bodyMemory = 256 << 20
    /// The part of `bodyMemory` that only bodies marked as reserved may use: a flood of large objects must not
    /// keep a token from being reviewed.
    public var reservedBodyMemory = 32 << 20
    /// Requests that a handler has not answered yet; one more is answered 503.
    public var requestsInFlight = 4_096
    /// From accept to the end of the handshake.
    public var handshake = Duration.seconds(10)
    /// From a request's first byte to the end of its head.
    ///
    /// Bytes do not extend it.
    public var headTime = Duration.seconds(5)
    /// From the end of the head to the end of the body.
    ///
    /// Bytes do not extend it.
    public var bodyTime = Duration.seconds(10)
    /// From the end of a request to a late reply; then 504 is answered in the handler's place.
    public var answer = Duration.seconds(30)
    /// From a reply's first byte to its last.
    public var write = Duration.seconds(10)
    /// Without a request.
    ///
    /// Longer than the apiserver's 90 s, so that it is never we who close first: a request
    /// that crosses our close is a 401 at a user's screen.
    public var idle = Duration.seconds(120)
    /// For the peer to read a refusal before the connection is cut.
    public var linger = Duration.seconds(2)

    /// The defaults.
    public init() {}
}
