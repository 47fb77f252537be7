// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// A claim to join that is well-formed, and no more: anybody can write one in anybody's name.
///
/// The way is: decode, ``JoinClaim/check(cluster:serverKey:at:)``, the nonce, the password, and only then ``verified()``.
public struct UnverifiedJoinClaim: Sendable, CustomStringConvertible {
    /// What is claimed.
    public let claim: JoinClaim
    private let signature: UserSignature

    /// Takes a claim and its signature apart, each in its only form.
    public init(claim: [UInt8], signature: [UInt8]) throws(JoinFault) {
        self.claim = try JoinClaim(message: claim.span)
        do throws(UserSignature.Refusal) { self.signature = try UserSignature(signature) } catch {
            switch error {
            case .malformed: throw .malformed
            case .unsupported: throw .unsupportedScheme
            }
        }
    }

    /// Checks who signed, then the signature.
    public func verified() throws(JoinFault) -> VerifiedJoinClaim {
        guard signature.signer == claim.owner else { throw .wrongSigner }
        guard signature.isValid(over: claim.message, intent: .personalMessage) else { throw .badSignature }
        return VerifiedJoinClaim(claim: claim)
    }

    /// Says nothing of what was signed.
    public var description: String { "join claim" }
}

/// A claim to join whose owner has signed it.
///
/// Only ``UnverifiedJoinClaim/verified()`` makes one, so holding it is the proof; not that it is for this cluster, or for now.
public struct VerifiedJoinClaim: Sendable, CustomStringConvertible {
    /// What was signed.
    public let claim: JoinClaim

    fileprivate init(claim: JoinClaim) { self.claim = claim }

    /// Says who, and nothing else of what was signed.
    public var description: String { "join claim of \(claim.owner)" }
}
