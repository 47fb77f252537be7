// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger

/// A follower's copy as a follower would keep it: the real tables, and a mark that is shown after what it speaks of.
struct ModelFollower {
    let tables = ClusterTables()
    let board = Locked(FollowMark())
    /// The mark as it will be shown next.
    private(set) var next = FollowMark()
    /// What the stream has left out, and nobody listed since.
    private(set) var missing: [ModelChain.Change] = []
    /// How far events were taken.
    private(set) var height: UInt64 = 0
    private(set) var isFollowing = false
    private var index = 0
    private var pool = NumberTracker()
    private var seals = NumberTracker()

    /// Lists some of the tables at a height, and follows from there.
    mutating func begin(
        _ chain: ModelChain, at height: UInt64, now: Monotonic, using dice: inout ModelDice
    ) -> [ModelPart: ModelChain.State] {
        let numbers = chain.numbers(at: height)
        (pool, seals) = (NumberTracker(complete: numbers.pool), NumberTracker(complete: numbers.seals))
        index = chain.changes.firstIndex { $0.height > height } ?? chain.changes.count
        (self.height, isFollowing, missing) = (height, true, [])
        var listed: [ModelPart: ModelChain.State] = [:]
        for part in chain.history.keys.sorted(by: { "\($0)" < "\($1)" }) where dice.one(in: 2) {
            guard let state = chain.state(of: part, at: height) else { continue }
            insert(state, of: part)
            listed[part] = state
        }
        next = FollowMark()
        if dice.one(in: 2) { next.thresholds = chain.thresholds(at: height) }
        rise(chain, now)
        return listed
    }

    /// Lists the rest: from now on there is nothing that is not in the tables.
    mutating func complete(_ chain: ModelChain) -> [ModelPart: ModelChain.State] {
        guard isFollowing, missing.isEmpty else { return [:] }
        var listed: [ModelPart: ModelChain.State] = [:]
        for part in chain.history.keys {
            guard let state = chain.state(of: part, at: height) else { continue }
            insert(state, of: part)
            listed[part] = state
        }
        next.isComplete = true
        next.thresholds = chain.thresholds(at: height)
        return listed
    }

    /// Says that not all is listed, as after a change of nodes.
    mutating func interrupt() { next.isComplete = false }

    /// Takes events up to a height; one is left out now and then.
    mutating func advance(
        _ chain: ModelChain, to target: UInt64, leavesOut: Bool, now: Monotonic
    ) -> [(part: ModelPart, state: ModelChain.State)] {
        var taken: [(part: ModelPart, state: ModelChain.State)] = []
        var leavesOut = leavesOut
        while index < chain.changes.count, chain.changes[index].height <= target {
            let change = chain.changes[index]
            index += 1
            if leavesOut, change.part != nil {
                leavesOut = false
                missing.append(change)
            } else {
                if let part = change.part, let state = change.state { taken.append((part, state)) }
                take(change)
            }
        }
        height = max(height, target)
        rise(chain, now)
        return taken
    }

    /// Lists what was left out.
    mutating func fill(_ chain: ModelChain, now: Monotonic) -> [(part: ModelPart, state: ModelChain.State)] {
        let found = missing
        missing = []
        for change in found { take(change) }
        rise(chain, now)
        return found.compactMap { change in
            guard let part = change.part, let state = change.state else { return nil }
            return (part, state)
        }
    }

    /// Nothing is known any more; the mark says so before the tables are emptied.
    mutating func forget() {
        (next, isFollowing, missing) = (FollowMark(), false, [])
        show()
    }

    /// Everybody sees the mark.
    func show() {
        let mark = next
        board.withLock { $0 = mark }
    }

    private mutating func take(_ change: ModelChain.Change) {
        if case .seal? = change.part { _ = seals.insert(change.number) } else { _ = pool.insert(change.number) }
        if let part = change.part, let state = change.state { insert(state, of: part) }
        if let thresholds = change.thresholds { next.thresholds = thresholds }
    }

    private mutating func rise(_ chain: ModelChain, _ now: Monotonic) {
        next.hasHole = pool.hasHole || seals.hasHole
        if next.hasHole { next.isComplete = false }
        next.epoch = max(next.epoch ?? 0, chain.epoch(at: height))
        guard !next.hasHole, height > next.checkpoint ?? 0 else { return }
        (next.checkpoint, next.rose, next.timestamp) = (height, now, ModelChain.timestamp(of: height))
    }

    private func insert(_ state: ModelChain.State, of part: ModelPart) {
        guard let tokens = ModelTokens.all else { return }
        switch (part, state) {
        case (.account(let owner), .account(let account)): tables.insert(account, of: tokens.addresses[owner])
        case (.seal(let slot), .seal(let seal)): tables.insert(seal, under: tokens.keys[slot])
        default: break
        }
    }
}
