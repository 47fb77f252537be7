// SPDX-License-Identifier: Apache-2.0

/// What a bearer token looks like at first sight: by its length and what stands in front, and nothing else.
///
/// It costs a glance, so that the tokens of others, which reach us in every length, are refused before anything is done.
public enum BearerForm: Hashable, Sendable {
    /// It may be a Seal token, for ``SealHasher``.
    case seal
    /// It may be a signed token, for ``UnverifiedSignedToken``.
    case signed
    /// It is nobody's business here.
    case foreign

    /// Looks at a token.
    public init(_ token: Span<UInt8>) {
        if SignedToken.body(of: token) != nil {
            self = .signed
        } else {
            self = SealToken.body(of: token) == nil ? .foreign : .seal
        }
    }
}
