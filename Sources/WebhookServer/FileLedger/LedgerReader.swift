// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Kernel
public import SealAuthN

/// Decides by a ledger on one thread, without a lock while the ledger stands still.
public struct LedgerReader: ~Copyable, Sendable {
    private let ledger: FileLedger
    private var snapshot: LedgerSnapshot
    private var version: Int
    private var hasher: SealHasher
    /// What the ledger knows the token by that was asked about last; `nil` where it has not the form of one of ours.
    public private(set) var name: TokenName?

    /// Gets ready on the thread that will ask.
    public init(_ ledger: FileLedger) throws(CryptoError) {
        let hasher = try SealHasher(clusterId: ledger.clusterId)
        self.ledger = ledger
        // The version first: a swap in between is seen at the first question.
        version = ledger.currentVersion
        snapshot = ledger.snapshot
        self.hasher = hasher
    }

    /// Says who a token is.
    public mutating func authenticate(
        _ token: Span<UInt8>, for audiences: AudienceSet, now: WallTime = .now
    ) -> Authentication {
        name = nil
        guard hasher.take(token) else { return .notOurs }
        defer { hasher.forget() }
        refresh()
        do throws(CryptoError) {
            let key = try hasher.key()
            name = .seal(key)
            guard let seal = snapshot.seal(key: key) else { return .refused(.unknownSeal) }
            guard constantTimeEqual(try hasher.bind(to: seal.owner), seal.bind) else { return .refused(.wrongBinding) }
            switch seal.standing(at: now) {
            case .good(let identity): return .accepted(identity, for: audiences)
            case .refused(let reason): return .refused(reason)
            }
        } catch {
            return .refused(.ledgerUnavailable)
        }
    }

    /// Says what an identity that was given out earlier, under a seal's id, is worth now.
    public mutating func standing(of owner: Bytes32, uid: Bytes32, now: WallTime = .now) -> Standing {
        refresh()
        guard let seal = snapshot.seal(id: uid), seal.owner == owner else { return .refused(.unknownSeal) }
        return seal.standing(at: now)
    }

    /// Says what an address is worth by its stake alone.
    public mutating func standing(of owner: Bytes32) -> Standing {
        refresh()
        return snapshot.standing(of: owner)
    }

    private mutating func refresh() {
        let newest = ledger.currentVersion
        guard newest != version else { return }
        version = newest
        snapshot = ledger.snapshot
    }
}
