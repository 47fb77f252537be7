// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Keeps a copy of a cluster's stakes and seals up to date, and tells what happens, on a thread of its own.
///
/// It takes one node of the pool at a time, the best that answers, in the best way that the node serves. Each event is told once and in
/// order, across nodes, failures and restarts; after a crash, those since the position was last saved are told again.
///
/// Whoever decides by the copy reads ``mark`` and then ``tables``: neither waits while pages are taken in.
public final class LedgerFollower: Sendable {
    /// The cluster's accounts and seals.
    public let tables: ClusterTables

    let engine: FollowEngine
    private let thread: SharedThread

    /// Starts to follow, into tables that may have been given to others; `consumer` is called on the follower's thread, which waits for it.
    public init(
        _ pool: NodePool, _ settings: FollowSettings, tables: ClusterTables = ClusterTables(),
        consumer: @escaping @Sendable (FollowNews) -> Void = { _ in }
    ) throws(SystemError) {
        let engine = FollowEngine(pool, settings, tables, consumer)
        self.engine = engine
        self.tables = tables
        thread = try SharedThread(name: "follower") { engine.run() }
    }

    deinit { stop() }

    /// Ends it and waits until the position is saved; not to be called by the consumer.
    public func stop() {
        engine.stop()
        thread.join()
    }

    /// Whether the node waits until the consumer has taken what has come.
    var isStreamHeld: Bool { engine.isStreamHeld }

    /// How well it follows, as of the last input that was taken in.
    public var health: FollowHealth { engine.report.withLock { $0 } }

    /// How far the tables are, as of the last input that was taken in; to be read before them.
    public var mark: FollowMark { engine.board.withLock { $0 } }

    /// Says how far a node was that was asked for something else: it may be the first to tell a checkpoint's time.
    public func note(_ freshness: Freshness) { engine.post(.heard(freshness)) }
}
