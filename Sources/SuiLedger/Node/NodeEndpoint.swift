// SPDX-License-Identifier: Apache-2.0
public import HTTPClient

/// A node, and how it is spoken to.
public struct NodeEndpoint: Sendable {
    /// The languages that nodes speak.
    public enum Language: String, Hashable, Sendable {
        /// gRPC over HTTP/2.
        case grpc
        /// GraphQL over HTTP.
        case graphQL = "graphql"
    }

    /// Which language.
    public var language: Language
    /// `https://host[:port]` for gRPC; the whole address for GraphQL.
    public var url: String
    /// A provider's key, as a header; never logged.
    public var credentials: [Header]

    /// Names a node.
    public init(_ language: Language, _ url: String, credentials: [Header] = []) {
        self.language = language
        self.url = url
        self.credentials = credentials
    }
}
