// SPDX-License-Identifier: Apache-2.0

/// Why an exchange has no response.
public struct ClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong; closed, so that it can be a metric's label.
    public enum Code: String, Sendable, CaseIterable {
        /// The request cannot be sent as it is.
        case invalidRequest = "invalid_request"
        /// Plain text to a host that is not this machine.
        case plaintext
        /// The name has no address.
        case resolve
        /// Nobody answers there.
        case connect
        /// The peer is not who it should be, or no secure connection came about.
        case tls
        /// Time ran out.
        case timeout
        /// The peer did not keep to the protocol, or went away in the middle.
        case broken
        /// The response is larger than allowed.
        case tooLarge = "too_large"
        /// As many exchanges under way as allowed.
        case overloaded
        /// Somebody called it off.
        case cancelled
        /// The client is closed.
        case closed
        /// Memory is short.
        case outOfMemory = "out_of_memory"
    }

    /// What went wrong.
    public let code: Code
    /// Whether the peer may have seen the request.
    public let wasSent: Bool

    /// Names a failure.
    public init(_ code: Code, wasSent: Bool = false) {
        self.code = code
        self.wasSent = wasSent
    }

    /// One sentence for a log: no host, no header, no body.
    public var description: String {
        switch code {
        case .invalidRequest: "the request cannot be sent as it is"
        case .plaintext: "plain text is spoken to this machine alone"
        case .resolve: "the host's name has no address"
        case .connect: "nobody answers at the host's port"
        case .tls: "the host is not who it should be"
        case .timeout: "time ran out"
        case .broken: "the connection broke, or the host did not keep to the protocol"
        case .tooLarge: "the response is larger than allowed"
        case .overloaded: "too many exchanges are under way"
        case .cancelled: "called off"
        case .closed: "the client is closed"
        case .outOfMemory: "no memory for an exchange"
        }
    }
}
