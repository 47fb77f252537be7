// SPDX-License-Identifier: Apache-2.0
internal import Crypto
public import Kernel
public import SealAuthN
public import StakeRBAC

/// Decides by a file ledger: who holds a live seal is who they are.
public final class FileLedgerDecider: Decider {
    private var reader: LedgerReader?

    init(_ ledger: FileLedger) { reader = try? LedgerReader(ledger) }

    /// Always known: the whole ledger is here.
    public func authenticate(_ token: Span<UInt8>, for audiences: AudienceSet, at now: Moment) -> BearerDecision {
        let authentication = reader?.authenticate(token, for: audiences, now: now.wall) ?? .refused(.ledgerUnavailable)
        return BearerDecision(.decided(authentication), name: reader?.name)
    }

    /// Always known, likewise.
    public func resolve(_ claimant: Claimant, at now: Moment) -> CallerDecision { .decided(caller(claimant, now.wall)) }

    private func caller(_ claimant: Claimant, _ now: WallTime) -> Caller {
        switch claimant {
        case .nobody: .notOurs
        case .impostor: .dead(.unknownSeal)
        // Without a reader nobody of ours is known to be live.
        case .staker(let owner, let uid):
            Caller(staker: reader?.standing(of: owner, uid: uid, now: now) ?? .refused(.ledgerUnavailable))
        case .homeAccount(let owner): serviceAccount(of: [owner])
        case .grantedAccount(let owners): serviceAccount(of: owners)
        // A file registers no machines.
        case .node: .node(.refused(.unregistered))
        }
    }

    private func serviceAccount(of owners: [Bytes32]) -> Caller {
        Caller(serviceAccountOf: owners.map { reader?.standing(of: $0) ?? .refused(.ledgerUnavailable) })
    }
}

extension FileLedger: DeciderFactory {
    /// One more decider.
    public func makeDecider() -> any Decider { FileLedgerDecider(self) }
}
