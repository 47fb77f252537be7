// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import Kernel
internal import SealAuthN
internal import StakeRBAC

/// Decides by a chain: who holds a live seal, or signs for an address with stake, is who they are.
final class ChainDecider: Decider {
    private let directory: IdentityDirectory
    private var authenticator: SealAuthenticator?

    init(_ directory: IdentityDirectory) {
        self.directory = directory
        authenticator = try? SealAuthenticator(directory)
    }

    /// Known from the copy, or a question to the nodes.
    func authenticate(_ token: Span<UInt8>, for audiences: AudienceSet, at now: Moment) -> BearerDecision {
        // Without a digest nobody is let in.
        guard let decision = authenticator?.authenticate(token, for: audiences, at: now) else {
            return BearerDecision(.decided(.refused(.ledgerUnavailable)))
        }
        return BearerDecision(decision, name: authenticator?.name)
    }

    /// Known from the copy, or a question to the nodes.
    func resolve(_ claimant: Claimant, at now: Moment) -> CallerDecision {
        switch claimant {
        case .nobody: return .decided(.notOurs)
        case .impostor: return .decided(.dead(.unknownSeal))
        case .staker(let owner, let uid):
            return CallerDecision(directory.standing(of: owner, uid: uid, at: now)) { Caller(staker: $0) }
        case .homeAccount(let owner):
            return CallerDecision(directory.standing(of: owner, at: now)) { Caller(serviceAccountOf: [$0]) }
        case .grantedAccount(let owners):
            return CallerDecision(owners.map { directory.standing(of: $0, at: now) }) { Caller(serviceAccountOf: $0) }
        case .node(let name):
            return .decided(.node(directory.refusal(ofNode: name, at: now).map { .refused($0) } ?? .registered))
        }
    }
}

extension ChainLedger: DeciderFactory {
    /// One more decider.
    func makeDecider() -> any Decider { ChainDecider(directory) }
}
