// SPDX-License-Identifier: Apache-2.0
internal import Crypto
public import Kernel
public import Reviews
public import SealAuthN

/// Decides by a file ledger: who holds a live seal is who they are.
public final class FileLedgerDecider: Decider {
    private var reader: LedgerReader?

    init(_ ledger: FileLedger) { reader = try? LedgerReader(ledger) }

    /// Always known: the whole ledger is here.
    public func authenticate(_ token: Span<UInt8>, for audiences: AudienceSet, at now: Moment) -> TokenDecision {
        .decided(reader?.authenticate(token, for: audiences, now: now.wall) ?? .refused(.ledgerUnavailable))
    }

    /// Says whether whoever writes may write at all.
    public func admit(_ review: borrowing AdmissionReview, at now: Moment) -> AdmissionVerdict {
        TierRule.admit(liveness(review.username, review.userUID, now.wall))
    }

    /// Says no to whoever has lost the stake.
    public func authorize(_ review: borrowing SubjectAccessReview, at now: Moment) -> AuthorizationVerdict {
        TierRule.authorize(liveness(review.username, review.userUID, now.wall))
    }

    private func liveness(_ username: Span<UInt8>, _ uid: Span<UInt8>, _ now: WallTime) -> Liveness {
        // Without a reader nobody of ours is known to be live; who is ours is still told apart by name.
        reader?.live(username: username, uid: uid, now: now)
            ?? (IdentityText.isOurs(username) ? .dead(.ledgerUnavailable) : .notOurs)
    }
}

extension FileLedger: DeciderFactory {
    /// One more decider.
    public func makeDecider() -> any Decider { FileLedgerDecider(self) }
}
