// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import StakeRBAC

extension Caller {
    /// A staker, by what the seal or the address is worth.
    init(staker standing: Standing) {
        switch standing {
        case .good(let identity): self = .staker(identity)
        case .refused(let reason): self = .dead(reason)
        }
    }

    /// A service account, by what those are worth whom its namespace belongs to.
    ///
    /// Each of several may use it: it has no more than the least of them whose stake holds, lest one borrow another's. Who cannot be told
    /// might be less than all.
    init(serviceAccountOf standings: [Standing]) {
        var least: Identity?
        var refusal: TokenRefusal?
        for standing in standings {
            switch standing {
            case .good(let identity):
                if least.map({ ($0.tier, $0.stake) > (identity.tier, identity.stake) }) ?? true { least = identity }
            case .refused(let reason):
                guard !reason.isIgnorance else {
                    self = .dead(reason)
                    return
                }
                refusal = refusal ?? reason
            }
        }
        self = least.map { .serviceAccount($0) } ?? .dead(refusal ?? .unstaked)
    }
}

extension TokenRefusal {
    /// Whether it says that nobody knows, not that somebody is worth nothing.
    fileprivate var isIgnorance: Bool { [.ledgerUnavailable, .tooManyLookUps, .unconfirmed].contains(self) }
}
