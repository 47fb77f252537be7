// SPDX-License-Identifier: Apache-2.0

/// A response, whole.
public struct ClientResponse: Sendable {
    /// The status.
    public var status: Int
    /// What stood before the body.
    public var headers: [Header]
    /// The body.
    public var body: [UInt8]
    /// What stood after the body.
    public var trailers: [Header]

    /// Puts a response together.
    public init(status: Int, headers: [Header], body: [UInt8], trailers: [Header]) {
        self.status = status
        self.headers = headers
        self.body = body
        self.trailers = trailers
    }

    /// The first value of a header, or of a trailer.
    ///
    /// gRPC's errors may come as either: a response that is an error alone has no body for a trailer to follow.
    public func value(_ name: String) -> String? {
        trailers.first { $0.name == name }?.value ?? headers.first { $0.name == name }?.value
    }
}

/// What happens on a stream; after ``end(trailers:)`` or ``failed(_:)`` nothing does.
public enum StreamEvent: Sendable {
    /// The response begins.
    case head(status: Int, headers: [Header])
    /// Part of the body.
    case bytes([UInt8])
    /// The response is over.
    case end(trailers: [Header])
    /// There will be no more of it.
    case failed(ClientError)
}
