// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Makes this process one of several that lead one after another, by a lease at the apiserver, on a thread of its own.
///
/// What only a leader may do asks ``isLeader`` right before it is done: that is false as soon as the lease may have run out, whether or
/// not anybody has been told yet.
public final class LeaderElection: Sendable {
    private let engine: LeaseEngine
    private let thread: SharedThread

    /// Begins to try; `onChange` is called on the election's own thread, which renews nothing meanwhile.
    ///
    /// When it is told `false` its part is to stop what only a leader may do before it returns: where the lease is given back, that
    /// happens afterwards.
    public init(
        _ door: any KubeDoor, _ settings: LeaseSettings, onChange: @escaping @Sendable (Bool) -> Void = { _ in }
    ) throws(KubeError) {
        let engine = LeaseEngine(door, settings, onChange)
        self.engine = engine
        do throws(SystemError) { thread = try SharedThread(name: "lease") { engine.run() } } catch {
            throw KubeError(.throttled)
        }
    }

    deinit { stop() }

    /// Whether this process leads now.
    public var isLeader: Bool { engine.isLeader }

    /// Since when this process leads, or did a moment ago and no other since; `nil` where another may.
    public var term: WallTime? { engine.term }

    /// Waits until this process leads, for as long as the lease may be its own: `false` at once where another is known to have it.
    ///
    /// For whoever would refuse something because a renewal is late; it blocks, so never on a thread that others wait for.
    public func waitToLead(until deadline: Monotonic) -> Bool { engine.waitToLead(until: deadline) }

    /// Ends it: tells that we no longer lead, gives the lease back, and waits for that for a few seconds at most.
    public func stop() {
        engine.stop()
        thread.join()
    }
}
