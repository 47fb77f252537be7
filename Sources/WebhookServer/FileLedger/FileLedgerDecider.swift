// SPDX-License-Identifier: Apache-2.0
internal import Crypto
public import Kernel
public import SealAuthN

/// Decides by a file ledger: who holds a live seal is who they are, and whoever may not write does not.
///
/// What exactly a developer may write is RBAC's to say here; this part knows the difference between those who
/// may read and those who may write, and that a lost stake ends both.
public final class FileLedgerDecider: Decider {
    private var reader: LedgerReader?

    init(_ ledger: FileLedger) { reader = try? LedgerReader(ledger) }

    /// Always known: the whole ledger is here.
    public func authenticate(_ token: Span<UInt8>, for audiences: AudienceSet, at now: Moment) -> TokenDecision {
        .decided(reader?.authenticate(token, for: audiences, now: now.wall) ?? .refused(.ledgerUnavailable))
    }

    /// Denies every write of a dead identity and of a viewer; what is not ours passes untouched, so that a
    /// webhook that fails closed can never brick a cluster.
    public func admit(_ review: borrowing AdmissionReview, at now: Moment) -> AdmissionVerdict {
        switch liveness(review.username, review.userUID, now.wall) {
        case .notOurs: return .allow
        case .dead(let refusal): return .deny("this identity is no longer valid: \(refusal.reason)")
        case .live(.viewer):
            return .deny("viewer tier may read only; a write needs the developer tier")
        case .live(let tier):
            var verdict = AdmissionVerdict.allow
            verdict.annotations = [AdmissionVerdict.Annotation(.tier, tier.name.description)]
            return verdict
        }
    }

    /// Denies a dead identity everything; leaves the rest to RBAC.
    public func authorize(_ review: borrowing SubjectAccessReview, at now: Moment) -> AuthorizationVerdict {
        guard case .dead(let refusal) = liveness(review.username, review.userUID, now.wall) else { return .noOpinion }
        return .deny(reason: "this identity is no longer valid: \(refusal.reason)")
    }

    private func liveness(_ username: Span<UInt8>, _ uid: Span<UInt8>, _ now: WallTime) -> Liveness {
        // Without a reader nobody of ours is known to be live; who is ours is still told apart by name.
        reader?.live(username: username, uid: uid, now: now)
            ?? (LedgerReader.isOurs(username) ? .dead(.ledgerUnavailable) : .notOurs)
    }
}

extension FileLedger: DeciderFactory {
    /// One more decider.
    public func makeDecider() -> any Decider { FileLedgerDecider(self) }
}
