// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import SuiLedger

/// Who holds a seal that is live, or has signed a token, and what the stake behind it is.
///
/// The public API is where a machine hears that its stake is gone: a seal whose stake is worth nothing still says whose it is, and
/// ``refusal`` says why it opens nothing but that.
struct SealHolder: Hashable, Sendable {
    /// What a seal is for.
    enum Kind: Sendable {
        /// For the cluster.
        case user
        /// For a machine.
        case worker
    }

    /// Whose it is.
    var owner: Address
    /// The seal's id; `nil` where the owner has signed, and shown no seal.
    var seal: Address?
    /// What it is for.
    var kind: Kind
    /// The owner's account, if there is one.
    var account: StakeAccount?
    /// What the stake makes of the owner as a user.
    var tier: Tier?
    /// Why the stake is worth nothing to this seal; `nil` where it is good.
    var refusal: TokenRefusal?
}

/// What a token turned out to be.
enum HolderFinding: Equatable {
    /// A live seal's, or somebody's who has signed.
    case holder(SealHolder)
    /// Nobody's, for this reason.
    case refused(HolderRefusal)
    /// What is known of the chain is too old, or not all: nobody can say.
    case unavailable
    /// Too many signatures are to be checked: nobody has looked at this one.
    case busy
}
