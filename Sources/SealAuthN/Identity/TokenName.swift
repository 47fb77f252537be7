// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// What a ledger knows a token by; everybody may read it there, and nothing of it opens a door.
public enum TokenName: Hashable, Sendable {
    /// The key that the ledger lists a seal under, whether or not there is one: a digest of the token.
    case seal(Bytes32)
    /// Who is said to have signed the token: proven only if the token was accepted.
    case signer(Bytes32)
}
