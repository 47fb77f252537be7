// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger
internal import Synchronization

/// What was looked up by itself, and when: it may be newer than the copy, which it never touches.
///
/// What one node says is kept apart from what is followed, so that a lie ends as soon as the copy has come as far.
final class CheckLog: Sendable {
    /// The outcome of a look-up that was answered fresh.
    struct Check: Sendable {
        /// What there was.
        var content: EntryAnswer.Content
        /// When the answer came.
        var at: Monotonic
        /// How far the node was.
        var freshness: Freshness
        /// When the same was first said.
        var since: Monotonic
        /// Whether somebody said since what can only be true if this never was: then it lets nobody in before it is said again.
        var isDisputed = false

        init(content: EntryAnswer.Content, at: Monotonic, freshness: Freshness) {
            self.content = content
            self.at = at
            self.freshness = freshness
            since = at
        }

        /// Whether a copy that knows of the entry has come as far since: what it does not have by then was a lie.
        func isOvertaken(by mark: FollowMark, maximumAge: Duration) -> Bool {
            guard !mark.hasHole, let checkpoint = mark.checkpoint, let timestamp = mark.timestamp else { return false }
            // A height may be made up at will; a time, and the mark's too, only by as much as an answer may be off.
            let ahead =
                Duration.milliseconds(Int64(clamping: timestamp))
                - .milliseconds(Int64(clamping: freshness.timestamp))
            return freshness.checkpoint <= checkpoint || ahead > maximumAge + CheckLog.skew
        }

        /// How old it is, by both clocks.
        func age(at now: Moment) -> Duration {
            max(now.monotonic.since(at), FollowMark.distance(from: freshness.timestamp, to: now.wall))
        }
    }

    /// That as many nodes as must said the same.
    struct Confirmation: Sendable {
        var check: Check

        var at: Monotonic { check.at }
        var content: EntryAnswer.Content { check.content }
    }

    private struct Shard {
        var checks: [EntryName: Check] = [:]
        var confirmations: [EntryName: Confirmation] = [:]
        var keys: [Address: SealKey] = [:]
    }

    private static let shardCount = 16
    private static let limitOfShard = 4096
    /// A node's clock and ours may differ by this much.
    private static let skew = Duration.seconds(5)

    private let shards = (0..<shardCount).map { _ in Locked(Shard()) }
    private let lifetime: Duration
    private let maximumAge: Duration
    // So that whoever has a fresh copy need not look here while nothing was looked up.
    private let last = Atomic<UInt64>(0)

    /// Remembers nothing for longer than `lifetime`, nor more than a bounded number; no answer is older than `maximumAge`.
    init(lifetime: Duration, maximumAge: Duration) {
        self.lifetime = lifetime
        self.maximumAge = maximumAge
    }

    /// Whether anything was looked up within this time.
    func isUsed(within duration: Duration, of now: Monotonic) -> Bool {
        let last = last.load(ordering: .acquiring)
        return last > 0 && now.since(Monotonic(nanoseconds: last)) <= duration
    }

    /// The last look-up of an entry.
    func check(_ name: EntryName) -> Check? { shard(name).withLock { $0.checks[name] } }

    /// When several nodes last said the same of an entry.
    func confirmation(_ name: EntryName) -> Confirmation? { shard(name).withLock { $0.confirmations[name] } }

    /// The key of a seal that was looked up, by its id.
    func key(ofSeal id: Address) -> SealKey? { shard(id).withLock { $0.keys[id] } }

    /// Takes a look-up's outcome in; `isConfirmed` where several nodes said it, `mark` is of a copy that knows of the entry.
    ///
    /// False where it cannot stand beside the last one. The higher number stays even then: it may be a slashing, which no node that
    /// is behind, or that lies about the past, undoes. But nobody is let in by what others contradict.
    func note(_ check: Check, of name: EntryName, isConfirmed: Bool, mark: FollowMark?) -> Bool {
        last.store(check.at.nanoseconds, ordering: .releasing)
        let isTaken = shard(name).withLock { shard in
            var check = check
            if let former = former(name, shard, at: check.at, mark) {
                if check.content == former.content {
                    check.since = former.since
                    // Of one state, whoever saw it last has seen the most of the chain.
                    if former.freshness.timestamp > check.freshness.timestamp { check.freshness = former.freshness }
                } else if !check.content.canFollow(former.content) {
                    // Whoever is merely behind has caught up after a while.
                    let mayBeBehind =
                        check.content.isBefore(former.content)
                        && check.at.since(former.since) <= maximumAge + Self.skew
                    guard isConfirmed, !mayBeBehind else {
                        // One node does not dispute what several have said.
                        let isOfSeveral = shard.confirmations[name]?.content == former.content
                        if !mayBeBehind, !isOfSeveral { shard.checks[name]?.isDisputed = true }
                        return false
                    }
                }
            }
            if max(shard.checks.count, shard.confirmations.count) >= Self.limitOfShard { makeRoom(&shard, check.at) }
            shard.checks[name] = check
            if isConfirmed, check.content.sequence != nil {
                shard.confirmations[name] = Confirmation(check: check)
            }
            return true
        }
        if isTaken, case .seal(let key) = name, case .seal(let seal) = check.content {
            shard(seal.sealID).withLock { shard in
                if shard.keys.count >= Self.limitOfShard { shard.keys = [:] }
                shard.keys[seal.sealID] = key
            }
        }
        return isTaken
    }

    /// The last look-up, if a copy has not come as far since, or several nodes said it a short while ago.
    private func former(_ name: EntryName, _ shard: Shard, at now: Monotonic, _ mark: FollowMark?) -> Check? {
        guard let former = shard.checks[name] else { return nil }
        guard let mark, former.isOvertaken(by: mark, maximumAge: maximumAge) else { return former }
        guard let several = shard.confirmations[name], several.content == former.content else { return nil }
        return now.since(several.at) <= maximumAge ? former : nil
    }

    /// What was found to be nothing goes first, then what is older than the middle: those are asked for again.
    private func makeRoom(_ shard: inout Shard, _ now: Monotonic) {
        shard.checks = shard.checks.filter { $0.value.content.sequence != nil && now.since($0.value.at) <= lifetime }
        if shard.checks.count >= Self.limitOfShard {
            let times = shard.checks.values.map(\.at).sorted()
            let middle = times[times.count / 2]
            shard.checks = shard.checks.filter { $0.value.at > middle }
        }
        let known = shard.checks
        shard.confirmations = shard.confirmations.filter { known[$0.key] != nil }
    }

    private func shard(_ name: some Hashable) -> Locked<Shard> {
        shards[Int(UInt(bitPattern: name.hashValue) % UInt(Self.shardCount))]
    }
}
