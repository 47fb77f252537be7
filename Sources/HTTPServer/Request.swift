// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// One whole request, lent to a handler for the length of a call.
///
/// Nothing is copied: every span points into the connection's own memory, and the compiler keeps it from
/// outliving the call.
public struct Request: ~Copyable, ~Escapable {
    /// What is asked for.
    public let method: Method
    /// The target's path, exactly as sent, without the query.
    public let path: Span<UInt8>
    /// What follows `?` in the target; empty if there is none.
    public let query: Span<UInt8>
    /// Which host is asked, with its port, as the peer has named it; empty if it has not.
    public let host: Span<UInt8>
    /// Whether a web page's origin is named: a browser asks on behalf of one.
    public let hasOrigin: Bool
    /// The value of `Authorization`; empty if there is none.
    public let authorization: Span<UInt8>
    /// The value of `X-Seal-Token`; empty if there is none.
    public let sealToken: Span<UInt8>
    /// The body; empty if it was longer than the handler's ``BodyPolicy`` keeps.
    public let body: Span<UInt8>
    /// Whether the body was longer than the policy keeps, and was read and dropped.
    public let isBodyDropped: Bool
    /// When the request's first byte arrived.
    public let received: Monotonic
    /// A number that no other request of this process has.
    public let id: UInt64
    /// The client certificate's subject common name, if one was shown and verified.
    public let clientName: String?
    /// Who is connected; `nil` if the kernel did not say.
    public let peer: PeerAddress?

    @_lifetime(copy path, copy query, copy host, copy authorization, copy sealToken, copy body)
    init(
        method: Method, path: Span<UInt8>, query: Span<UInt8>, host: Span<UInt8>, hasOrigin: Bool,
        authorization: Span<UInt8>, sealToken: Span<UInt8>, body: Span<UInt8>, isBodyDropped: Bool,
        received: Monotonic, id: UInt64, clientName: String?, peer: PeerAddress?
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.host = host
        self.hasOrigin = hasOrigin
        self.authorization = authorization
        self.sealToken = sealToken
        self.body = body
        self.isBodyDropped = isBodyDropped
        self.received = received
        self.id = id
        self.clientName = clientName
        self.peer = peer
    }
}
