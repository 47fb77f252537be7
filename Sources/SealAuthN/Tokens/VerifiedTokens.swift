// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Kernel
public import SuiLedger

/// Remembers signatures that held, because clients present a token as often as they have something to ask.
///
/// Only what was verified gets in, so no flood of invalid tokens drives anything out. Bounded by number: where it is full,
/// what has expired goes first, and if nothing has, the new token is not stored, and is verified again when it comes again. The
/// keys are digests of whole texts: nobody who reads this memory finds a token in it.
public final class VerifiedTokens: Sendable {
    /// What is remembered of a token.
    public struct Entry: Hashable, Sendable {
        /// Who signed it.
        public let signer: Address
        /// Whom it is for.
        public let audience: String
        /// When it was made, since 1970.
        public let issuedMilliseconds: UInt64
        /// When it ends, since 1970.
        public let expiresMilliseconds: UInt64
    }

    /// What happened since the start, and how many tokens are remembered.
    public struct Counts: Hashable, Sendable {
        /// Tokens that are remembered.
        public var remembered = 0
        /// Tokens that were found.
        public var found = 0
        /// Tokens that were not found.
        public var missed = 0
        /// Tokens that were dropped because they had expired.
        public var expired = 0
        /// Tokens that were not stored because no more fit.
        public var full = 0

        /// Puts counts together.
        public init(remembered: Int = 0, found: Int = 0, missed: Int = 0, expired: Int = 0, full: Int = 0) {
            self.remembered = remembered
            self.found = found
            self.missed = missed
            self.expired = expired
            self.full = full
        }
    }

    /// How many tokens are remembered if nothing else is said: 12 MiB, and their audiences of 256 bytes at most.
    public static let defaultLimit = 65_536

    private struct Shard {
        var entries: [Bytes32: Entry] = [:]
        // No entry ends before: looking for ended ones begins only once there can be one.
        var firstExpiry = UInt64.max
        var counts = Counts()
    }

    private let cluster: Address
    private let limitOfShard: Int
    private let shards: [Locked<Shard>]

    /// Remembers up to `limit` tokens for one cluster.
    ///
    /// They are spread over shards by their digest, and each shard has its share of the limit: the first token may find its
    /// shard full when a few hundredths of the whole are still free.
    public convenience init(cluster: Address, limit: Int = defaultLimit) {
        self.init(cluster: cluster, limit: limit, shards: 16)
    }

    init(cluster: Address, limit: Int, shards: Int) {
        let count = max(1, min(shards, limit))
        self.cluster = cluster
        limitOfShard = max(0, limit / count)
        self.shards = (0..<count).map { _ in Locked(Shard()) }
    }

    /// What is remembered of a token, if its time is not over; allocates nothing.
    public func entry(
        for text: Span<UInt8>, at now: WallTime, using hash: inout SHA256
    ) throws(CryptoError) -> Entry? {
        guard text.count <= SignedToken.maximumLength else { return nil }
        let key = try hash.digest(of: text)
        return shard(of: key).withLock { shard in
            guard let entry = shard.entries[key] else {
                shard.counts.missed += 1
                return nil
            }
            let fault = TokenClaims.fault(issued: entry.issuedMilliseconds, expires: entry.expiresMilliseconds, at: now)
            guard let fault else {
                shard.counts.found += 1
                return entry
            }
            shard.counts.missed += 1
            if fault == .expired {
                shard.entries[key] = nil
                shard.counts.expired += 1
            }
            return nil
        }
    }

    /// Remembers a token under its only text; `false` where it is for another cluster or time, or no more fit.
    @discardableResult
    public func insert(
        _ token: VerifiedSignedToken, at now: WallTime, using hash: inout SHA256
    ) throws(CryptoError) -> Bool {
        do throws(TokenFault) { try token.claims.check(cluster: cluster, at: now) } catch { return false }
        let key = try hash.digest(of: token.text.utf8.span)
        let entry = Entry(
            signer: token.signer, audience: token.claims.audience,
            issuedMilliseconds: token.claims.issuedMilliseconds,
            expiresMilliseconds: token.claims.expiresMilliseconds)
        return shard(of: key).withLock { shard in
            if shard.entries[key] != nil { return true }
            if shard.entries.count >= limitOfShard { Self.dropExpired(&shard, at: TokenClaims.milliseconds(now)) }
            guard shard.entries.count < limitOfShard else {
                shard.counts.full += 1
                return false
            }
            shard.entries[key] = entry
            shard.firstExpiry = min(shard.firstExpiry, entry.expiresMilliseconds)
            return true
        }
    }

    /// What happened since the start.
    public var counts: Counts {
        shards.reduce(into: Counts()) { sum, shard in
            let counts = shard.withLock { shard in
                var counts = shard.counts
                counts.remembered = shard.entries.count
                return counts
            }
            sum.remembered += counts.remembered
            sum.found += counts.found
            sum.missed += counts.missed
            sum.expired += counts.expired
            sum.full += counts.full
        }
    }

    private func shard(of key: Bytes32) -> Locked<Shard> {
        shards[key.withBytes { Int($0[0]) } % shards.count]
    }

    /// Drops what has ended; walks through the shard only if something has, so a full one is no work for each newcomer.
    private static func dropExpired(_ shard: inout Shard, at now: UInt64) {
        guard TokenClaims.isOver(shard.firstExpiry, at: now) else { return }
        let expired = shard.entries.filter { TokenClaims.isOver($0.value.expiresMilliseconds, at: now) }
        for key in expired.keys { shard.entries[key] = nil }
        shard.counts.expired += expired.count
        shard.firstExpiry = shard.entries.values.lazy.map(\.expiresMilliseconds).min() ?? .max
    }
}
