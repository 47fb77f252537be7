// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Reviews
internal import SealAuthN

/// Decides by a chain: who holds a live seal, or signs for an address with stake, is who they are.
final class ChainDecider: Decider {
    private let directory: IdentityDirectory
    private var authenticator: SealAuthenticator?

    init(_ directory: IdentityDirectory) {
        self.directory = directory
        authenticator = try? SealAuthenticator(directory)
    }

    /// Known from the copy, or a question to the nodes.
    func authenticate(_ token: Span<UInt8>, for audiences: AudienceSet, at now: Moment) -> TokenDecision {
        // Without a digest nobody is let in.
        authenticator?.authenticate(token, for: audiences, at: now) ?? .decided(.refused(.ledgerUnavailable))
    }

    /// Says whether whoever writes may write at all.
    func admit(_ review: borrowing AdmissionReview, at now: Moment) -> AdmissionVerdict {
        TierRule.admit(directory.live(username: review.username, uid: review.userUID, at: now))
    }

    /// Says no to whoever has lost the stake.
    func authorize(_ review: borrowing SubjectAccessReview, at now: Moment) -> AuthorizationVerdict {
        TierRule.authorize(directory.live(username: review.username, uid: review.userUID, at: now))
    }
}
