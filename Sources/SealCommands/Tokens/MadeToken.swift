// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// A signed token that its user has, and what it says.
struct MadeToken: Hashable, Sendable {
    /// How much earlier than the token really ends it is said to: a request that is on its way must not meet the end.
    static let margin = Duration.seconds(60)

    /// What goes into `Authorization: Bearer`.
    let text: String
    /// What was signed.
    let claims: TokenClaims

    /// When its user should have another one.
    var shownExpiry: WallTime {
        let milliseconds = Int64(clamping: claims.expiresMilliseconds)
        return WallTime(nanoseconds: milliseconds &* 1_000_000 &- Int64(Self.margin.wholeNanoseconds))
    }

    /// Puts a token together that was signed just now.
    init(_ claims: TokenClaims, _ signature: UserSignature) {
        text = SignedToken.text(claims, signature)
        self.claims = claims
    }

    /// Takes a token that was kept somewhere; `nil` unless it is whole, the one that was asked for, and good for a while.
    ///
    /// Its signature is checked: what lies in a file may be damaged, and a server that refuses it makes kubectl ask us again,
    /// and again be given the same.
    init?(kept text: String, for order: TokenOrder, by address: Address, at now: WallTime) {
        let bytes = Array(text.utf8)
        guard let token = try? UnverifiedSignedToken(bytes.span), token.claimedSigner == address,
            token.claims.audience == order.audience,
            (try? token.claims.check(cluster: order.cluster, at: now)) != nil,
            (try? token.verified()) != nil
        else { return nil }
        self.text = text
        claims = token.claims
        let margin = Int64(Self.margin.wholeNanoseconds)
        let latest = now.nanoseconds &+ Int64(order.lifetime.wholeNanoseconds)
        guard now.nanoseconds &+ margin <= shownExpiry.nanoseconds, shownExpiry.nanoseconds &+ margin <= latest else {
            return nil
        }
    }
}
