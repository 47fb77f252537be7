// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import SuiLedger

/// A signed token that is well-formed, and no more: anybody can write one in anybody's name.
///
/// The way is: decode, ``TokenClaims/check(cluster:at:)``, the audience, whether the claimed signer has a stake at all, and only
/// then ``verified()``, which costs forty times what comes before it, or three hundred, as the curve may be.
public struct UnverifiedSignedToken: Sendable, CustomStringConvertible {
    /// What is claimed.
    public let claims: TokenClaims
    let signature: UserSignature

    /// Takes a token's text apart: exactly three parts, each in its only form.
    public init(_ text: Span<UInt8>) throws(TokenFault) {
        guard let body = SignedToken.body(of: text) else { throw .malformed }
        var dot = 0
        while dot < body.count, body[dot] != UInt8(ascii: ".") { dot += 1 }
        // A second dot is in neither alphabet.
        guard dot < body.count, let message = Base64.decode(body.extracting(first: dot), .url),
            let signature = Base64.decode(body.extracting(droppingFirst: dot + 1), .url)
        else { throw .malformed }
        claims = try TokenClaims(message: message.span)
        do throws(UserSignature.Refusal) {
            self.signature = try UserSignature(signature)
        } catch {
            switch error {
            case .malformed: throw .malformed
            case .unsupported: throw .unsupportedScheme
            }
        }
    }

    /// The address that is said to have signed; not proven, so nothing may be granted to it.
    ///
    /// It serves to spare the signature of somebody who would be refused anyway.
    public var claimedSigner: Address { signature.signer }

    /// Checks the signature.
    public func verified() throws(TokenFault) -> VerifiedSignedToken {
        guard signature.isValid(over: claims.message, intent: .personalMessage) else { throw .badSignature }
        return VerifiedSignedToken(signer: claimedSigner, claims: claims, signature: signature)
    }

    /// Says nothing that would let a reader use the token.
    public var description: String { "signed token" }
}

/// A signed token whose signature held.
///
/// Only ``UnverifiedSignedToken/verified()`` makes one, so holding it is the proof that its signer signed its claims; not
/// that they are for this cluster, or for now.
public struct VerifiedSignedToken: Sendable, CustomStringConvertible {
    /// Who signed.
    public let signer: Address
    /// What was signed.
    public let claims: TokenClaims
    private let signature: UserSignature

    fileprivate init(signer: Address, claims: TokenClaims, signature: UserSignature) {
        self.signer = signer
        self.claims = claims
        self.signature = signature
    }

    /// The token's only text.
    var text: String { SignedToken.text(claims, signature) }

    /// Says nothing that would let a reader use the token.
    public var description: String { "signed token of \(signer)" }
}
