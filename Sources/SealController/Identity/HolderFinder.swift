// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// Says whose a token is, on one thread.
///
/// It goes by the copy of the chain alone: a stranger's token costs two hashes and a look into a table, and never a question to a node. A
/// signature is checked only for somebody who has an account, so often, and remembered until the token's time is over.
struct HolderFinder: ~Copyable {
    private let cluster: Address
    private let signed: SignedTokens
    private var hasher: SealHasher
    private var hash: SHA256

    /// Gets ready for one cluster's tokens.
    init(cluster: Address, signed: SignedTokens) throws(CryptoError) {
        // The fallible ones first: what is half made cannot be left.
        let hasher = try SealHasher(clusterId: cluster.raw)
        let hash = try SHA256()
        (self.cluster, self.signed) = (cluster, signed)
        self.hasher = hasher
        self.hash = hash
    }

    /// Looks a token up.
    mutating func find(_ token: Span<UInt8>, in chain: ChainView, at now: Moment) -> HolderFinding {
        switch BearerForm(token) {
        case .foreign: .refused(.malformedToken)
        case .seal: seal(token, in: chain, at: now)
        case .signed: signed(token, in: chain, at: now)
        }
    }

    private mutating func seal(_ token: Span<UInt8>, in chain: ChainView, at now: Moment) -> HolderFinding {
        guard hasher.take(token) else { return .refused(.malformedToken) }
        defer { hasher.forget() }
        // Before the tables: they are as far as it says, or further.
        guard let sight = chain.sight(at: now) else { return .unavailable }
        let key: SealKey
        do throws(CryptoError) { key = SealKey(try hasher.key()) } catch { return .unavailable }
        guard let seal = chain.tables.seal(key) else {
            // That there is none counts only if the copy was whole before and after.
            return sight.knowsAll && chain.mark.isComplete ? .refused(.unknownSeal) : .unavailable
        }
        guard hasher.isBound(to: seal.owner.raw, seal.bind) else { return .refused(.wrongBinding) }
        return sight.judge.finding(seal, account: chain.tables.account(seal.owner))
    }

    private mutating func signed(_ token: Span<UInt8>, in chain: ChainView, at now: Moment) -> HolderFinding {
        // Before the tables, as above.
        guard let sight = chain.sight(at: now) else { return .unavailable }
        do throws(CryptoError) {
            if let known = try signed.verified.entry(for: token, at: now.wall, using: &hash) {
                return signer(known.signer, in: chain, sight)
            }
        } catch { return .unavailable }
        do throws(TokenFault) {
            let unverified = try UnverifiedSignedToken(token)
            try unverified.claims.check(cluster: cluster, at: now.wall)
            try unverified.claims.check(audienceIn: [SignedTokens.audience])
            let finding = signer(unverified.claimedSigner, in: chain, sight)
            // A signature is dear: it is checked only where it would open something.
            guard case .holder = finding else { return finding }
            guard signed.budget.admits(unverified.claimedSigner, at: now.monotonic) else { return .busy }
            let verified = try unverified.verified()
            // Not remembered is only dearer the next time.
            _ = try? signed.verified.insert(verified, at: now.wall, using: &hash)
            return finding
        } catch { return .refused(HolderRefusal(error)) }
    }

    /// What an address is worth that is said to have signed.
    private func signer(_ signer: Address, in chain: ChainView, _ sight: ChainView.Sight) -> HolderFinding {
        guard let account = chain.tables.account(signer) else {
            return sight.knowsAll && chain.mark.isComplete ? .refused(.unknownSigner) : .unavailable
        }
        return sight.judge.finding(signer: signer, account: account)
    }
}
