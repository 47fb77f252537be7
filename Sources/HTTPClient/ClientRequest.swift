// SPDX-License-Identifier: Apache-2.0

/// A request to be sent.
public struct ClientRequest: Sendable {
    /// What is spoken.
    public enum Version: Sendable {
        /// HTTP/1.1.
        case http1
        /// HTTP/2: agreed on by ALPN over TLS, taken for granted in plain text.
        case http2
    }

    /// What is done.
    public var method: Method
    /// `https://…`; `http://…` to this machine.
    public var url: String
    /// Names and values; no line breaks.
    public var headers: [Header]
    /// The body; a `GET` has none.
    public var body: [UInt8]
    /// What is spoken.
    public var version = Version.http1
    /// How long the whole may take; `nil` for a stream without end.
    public var timeout: Duration? = .seconds(10)
    /// How long nothing may come; whole seconds count.
    public var idleTimeout: Duration?
    /// How long connecting may take.
    public var connectTimeout = Duration.seconds(5)
    /// The longest body that is taken; a stream's bytes are not counted.
    public var maximumBody = 8 * 1024 * 1024
    /// Whether the exchange has a connection of its own: for streams, which hold one up.
    public var isAlone = false
    /// Whether a response counts as over where the peer resets the stream after the response's head, instead of ending it.
    ///
    /// RFC 9113 §8.1 lets a peer that does not want the whole request. Only for protocols that say themselves whether a response is
    /// whole, as gRPC does.
    public var allowsReset = false

    /// Begins a request.
    public init(_ method: Method, _ url: String, headers: [Header] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// What is done.
public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    /// Whether a request has a body, be it empty.
    ///
    /// RFC 9110 §9.3.1: a body of a `GET` has no meaning, and peers refuse what they cannot tell from smuggling.
    var hasBody: Bool { self != .get }
}

/// A name and a value.
public struct Header: Hashable, Sendable {
    /// In a response always in lower case.
    public var name: String
    /// Without white space around it.
    public var value: String

    /// Names a value.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether it can be sent: a name of RFC 9110 §5.1, a value without what would begin another line.
    public var isSendable: Bool {
        let marks = Array("!#$%&'*+-.^_`|~".utf8)
        let isName =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || marks.contains(byte)
            }
        return isName && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
    }
}
