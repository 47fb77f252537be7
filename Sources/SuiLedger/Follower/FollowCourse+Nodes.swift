// SPDX-License-Identifier: Apache-2.0
internal import Kernel

// Which node is taken, and when one is given up.

extension FollowCourse {
    /// Takes the node that failed least, of those that may be asked.
    mutating func connect(_ now: Monotonic) throws(LedgerError) {
        let ready = nodes.indices.filter { nodes[$0].rests.map { $0 <= now } ?? true }
        guard let next = ready.min(by: { nodes[$0].failures < nodes[$1].failures }) else { return }
        node = next
        // Whoever has learned to list since is asked again.
        (nodes[next].servesEvents, nodes[next].servesTables) = (true, true)
        health.node = next
        health.source = nodes[next].source
        health.counts.connections += 1
        (held, heldEvents, streamFirst, streamLast) = ([], 0, nil, nil)
        (behindSince, hasSkippedHere, isFarBehind, alarm) = (nil, false, false, nil)
        plan.failed()
        if nodes[next].source == .polling {
            proceed()
        } else {
            last += 1
            stream = last
            phase = .opening
            actions.append(.open(stream: last, node: next, nodes[next].source))
        }
        try goOn(now)
    }

    /// The stream has begun, or there is none: what is missing is asked for.
    mutating func proceed() {
        behindSince = nil
        if areTablesListed && !mustSkip {
            phase = .catchingUp
            health.counts.backfills += 1
        } else {
            phase = .listing
            listing = Listing(least: max(streamFirst ?? 0, areTablesListed ? plan.position.highest : 0))
        }
    }

    /// Gives the node up, and says when it may be taken again.
    mutating func giveUp(_ error: LedgerError, _ now: Monotonic, using dice: inout some RandomNumberGenerator) {
        close()
        guard let node else { return }
        self.node = nil
        (health.node, health.source) = (nil, nil)
        health.counts.failures[error.code, default: 0] += 1
        nodes[node].failures += 1
        let wait = settings.backoff.wait(before: nodes[node].failures + 1, using: &dice)
        nodes[node].rests = now.advanced(by: error.code == .wrongChain ? Self.longRest : wait)
        guard error.code == .stale, isFarBehind else { return }
        farBehind += 1
        // Who told it, if that is known, need not take it back.
        let witnesses = herald == nil || herald == node ? nodes.count : nodes.count - 1
        if farBehind >= witnesses { forget(now) }
    }

    /// All others are far behind what one node has told of: nothing of what it said is kept, and it is left alone.
    ///
    /// Otherwise one word of one node would end the following for ever, across restarts.
    private mutating func forget(_ now: Monotonic) {
        if let herald, nodes.count > 1 {
            nodes[herald].rests = now.advanced(by: Self.longRest)
            nodes[herald].failures += Self.failuresOfLiar
        }
        (herald, farBehind, pending) = (nil, 0, nil)
        (hasPosition, areTablesListed, areWorkersListed, liveSince) = (false, false, false, nil)
        (health.checkpoint, health.rose, health.timestamp, timed) = (nil, nil, nil, 0)
        health.counts.skips += 1
        mirror = ClusterMirror(cluster: settings.cluster.cluster, tables: mirror.tables)
        plan = FollowPlan(packages: settings.packages, position: FollowPosition())
        // First the mark, which says that nothing is known: "not found" in the tables would count as long as they are said to be whole.
        noteHealth()
        mirror.tables.removeAll()
    }

    /// Somebody answers: whoever rests after failures is tried again soon, but for those that are left alone for long.
    mutating func wakeSoon(_ now: Monotonic) {
        let soon = now.advanced(by: Self.awakening)
        let latest = now.advanced(by: settings.backoff.longest)
        for index in nodes.indices {
            guard let rests = nodes[index].rests, rests > soon, rests <= latest else { continue }
            nodes[index].rests = soon
        }
    }

    /// How long until a node is tried again once there is word of the chain.
    private static let awakening = Duration.milliseconds(500)

    /// Enough to be taken after everybody else for a long time.
    private static let failuresOfLiar = 20

    /// The stream ends, and with it whatever was asked.
    private mutating func close() {
        if let stream { actions.append(.close(stream: stream)) }
        (stream, asking, asked, listing, alarm) = (nil, nil, nil, nil, nil)
        // Another node may have what this one lacked.
        (held, heldEvents, mustSkip) = ([], 0, false)
        phase = .resting
        health.isLive = false
        plan.failed()
    }

    /// A node that does not serve a stream is asked for the next best thing at once.
    mutating func streamEnded(_ error: LedgerError, _ now: Monotonic) throws(LedgerError) {
        guard error.code == .unsupported, let node, let next = nodes[node].source.next else { throw error }
        nodes[node].source = next
        close()
    }

    /// A node that does not list events leaves that to another; where none does, the tables must do.
    mutating func askFailed(_ error: LedgerError, _ now: Monotonic) throws(LedgerError) {
        guard let asked, let node else { throw error }
        switch asked.ask {
        case .freshness where error.code != .wrongChain:
            // The stream says by itself when it is over.
            wait(settings.probeInterval, now)
        case .events where error.code == .unsupported:
            nodes[asked.node].servesEvents = false
            plan.failed()
            try askEvents(now)
        case .events(let question) where error.code == .refused && question.after != nil:
            // A page's end may be forgotten by the node that gave it.
            plan.failed()
            try retry(now)
        case .events where error.code == .refused && !hasSkippedHere:
            // The node no longer has what is that old; another may.
            nodes[asked.node].servesEvents = false
            guard lister == nil else { return try askEvents(now) }
            nodes[node].servesEvents = true
            try skip(now)
        case .table where error.code == .unsupported, .entry where error.code == .unsupported:
            nodes[asked.node].servesTables = false
            try askTables()
        case .events where asked.node != node && error.isRetryable,
            .table where asked.node != node && error.isRetryable,
            .entry where asked.node != node && error.isRetryable:
            // A helper that fails is no reason to leave the stream; but not for ever.
            nodes[asked.node].failures += 1
            let isOurs = error.code != .wrongChain
            nodes[asked.node].servesEvents = nodes[asked.node].servesEvents && isOurs
            nodes[asked.node].servesTables = nodes[asked.node].servesTables && isOurs
            plan.failed()
            listing?.after = nil
            try retry(now)
        default: throw error
        }
    }

    /// The node to list events.
    var lister: Int? { helper(\.servesEvents) }

    /// The node to list tables.
    var tableLister: Int? { helper(\.servesTables) }

    /// The node that is taken, or one that can do something where it cannot.
    private func helper(_ serves: KeyPath<Node, Bool>) -> Int? {
        if let node, nodes[node][keyPath: serves] { return node }
        return nodes.indices.filter { nodes[$0][keyPath: serves] }.min { nodes[$0].failures < nodes[$1].failures }
    }

    /// Events that nobody lists are passed over: the tables, listed after the stream began, say what became of them.
    mutating func skip(_ now: Monotonic) throws(LedgerError) {
        guard let node, !hasSkippedHere else { throw LedgerError(.unsupported, "no node lists events") }
        guard stream != nil || nodes[node].servesEvents else {
            throw LedgerError(.unsupported, "no node lists events")
        }
        hasSkippedHere = true
        mustSkip = true
        health.counts.skips += 1
        proceed()
        try goOn(now)
    }
}
