// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Kernel
internal import SuiLedger

extension IdentityDirectory {
    /// What an identity that was given out earlier is worth now.
    ///
    /// Whether several nodes agree on a high tier is asked where the identity is given out, which is never long ago; here it is the
    /// newest word that counts.
    public func standing(of owner: Bytes32, uid: Bytes32, at now: Moment) -> StandingDecision {
        // Before the tables: they are as far as it says, or further.
        let copy = copy(at: now)
        var key: SealKey?
        if owner != uid {
            key = tables.seal(id: Address(uid))?.key ?? checks.key(ofSeal: Address(uid))
            guard key != nil else {
                // Nodes find a seal by its key alone: until the copy is whole, or its token is shown again, nobody can say.
                let isKnown = copy == .fresh(isComplete: true) && mark.isComplete
                return .decided(.refused(isKnown ? .unknownSeal : .ledgerUnavailable))
            }
        }
        let identity = GivenIdentity(owner: owner, uid: uid, key: key)
        var finder = Finder(self, at: now, isConfirmedBefore: true)
        switch identity.find(with: &finder) {
        case .decided(let standing): return .decided(standing)
        case .open(let needs): return .open(GivenQuestion(self, identity, needs))
        }
    }

    /// What an address is worth now by its stake alone.
    public func standing(of owner: Bytes32, at now: Moment) -> StandingDecision {
        standing(of: owner, uid: owner, at: now)
    }
}
