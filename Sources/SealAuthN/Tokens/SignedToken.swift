// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import SuiLedger

/// The form of a signed token: `sealsig1.<claims>.<signature>`, both in Base64 for URLs without padding.
///
/// There is one text for each token: whatever could be written in two ways is refused in all but one.
public enum SignedToken {
    /// What stands in front.
    public static let prefix: StaticString = "sealsig1."
    /// The longest text that is looked at, in bytes.
    public static let maximumLength = 4096

    /// Writes a token: whoever reads it is its signer until it expires.
    public static func text(_ claims: TokenClaims, _ signature: UserSignature) -> String {
        "\(prefix)\(Base64.encode(claims.message, .url)).\(Base64.encode(signature.bytes, .url))"
    }

    /// What follows the prefix, if it stands there and the whole is not too long.
    @_lifetime(copy token)
    static func body(of token: Span<UInt8>) -> Span<UInt8>? {
        let count = prefix.utf8CodeUnitCount
        guard token.count >= count, token.count <= maximumLength else { return nil }
        for index in 0..<count where unsafe token[index] != prefix.utf8Start[index] { return nil }
        return token.extracting(droppingFirst: count)
    }
}
