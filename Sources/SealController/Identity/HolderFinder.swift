// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// Says whose a token is, on one thread.
///
/// It goes by the copy of the chain alone: a stranger's token costs two hashes and a look into a table, and never a question to a node.
struct HolderFinder: ~Copyable {
    private var hasher: SealHasher

    /// Gets ready for one cluster's tokens.
    init(cluster: Address) throws(CryptoError) { hasher = try SealHasher(clusterId: cluster.raw) }

    /// Looks a token up.
    mutating func find(_ token: Span<UInt8>, in chain: ChainView, at now: Moment) -> HolderFinding {
        guard BearerForm(token) == .seal, hasher.take(token) else { return .refused(.malformedToken) }
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
}
