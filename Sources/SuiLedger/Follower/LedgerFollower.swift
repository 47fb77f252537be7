// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Keeps a copy of a cluster's stakes and seals up to date, and tells what happens, on a thread of its own.
///
/// It takes one node of the pool at a time, the best that answers, in the best way that the node serves. Each event is told once and in
/// order, across nodes, failures and restarts; after a crash, those since the position was last saved are told again.
public final class LedgerFollower: Sendable {
    private let engine: FollowEngine
    private let thread: SharedThread

    /// Starts to follow; `consumer` is called on the follower's thread, which waits for it.
    public init(
        _ pool: NodePool, _ settings: FollowSettings, consumer: @escaping @Sendable (FollowNews) -> Void = { _ in }
    ) throws(SystemError) {
        let engine = FollowEngine(pool, settings, consumer)
        self.engine = engine
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

    /// How well it follows.
    public var health: FollowHealth { engine.course.withLock { $0.health } }

    /// Looks at the mirror, which stands still meanwhile: briefly.
    public func withMirror<Result: Sendable>(_ body: (borrowing ClusterMirror) -> Result) -> Result {
        engine.course.withLock { body($0.mirror) }
    }

    /// Says how far a node was that was asked for something else: it may be the first to tell a checkpoint's time.
    public func note(_ freshness: Freshness) { engine.post(.heard(freshness)) }
}
