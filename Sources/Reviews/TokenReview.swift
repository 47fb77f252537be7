// SPDX-License-Identifier: Apache-2.0
public import Wire

/// What an apiserver asks about a token.
public struct TokenReview: ~Escapable {
    /// The version of the API; the reply must have the same.
    public enum Version: String, Sendable, CaseIterable {
        case v1, v1beta1
    }

    /// The version that was asked in.
    public let version: Version
    /// The bearer token, as the user sent it.
    public let token: Span<UInt8>
    /// Whom the token must be for: a list of texts, if the caller says.
    public let audiences: JSONValue?

    /// Reads a document.
    @_lifetime(copy root)
    public init(_ root: borrowing JSONValue) throws(ReviewError) {
        try root.requireKind("TokenReview")
        guard let apiVersion = try root.field("apiVersion") else { throw .missingField }
        if apiVersion.equals("authentication.k8s.io/v1") {
            version = .v1
        } else if apiVersion.equals("authentication.k8s.io/v1beta1") {
            version = .v1beta1
        } else {
            throw .unknownVersion
        }
        guard let spec = try root.object("spec") else { throw .missingField }
        token = try spec.text("token")
        audiences = try spec.texts("audiences")
    }

    /// What an oversized request was, as far as it matters: not read, and not ours.
    @_lifetime(immortal)
    public init(unreadAs version: Version) {
        self.version = version
        token = Span()
        audiences = nil
    }
}
