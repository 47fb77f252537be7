// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Ends join tokens that have served their purpose, have expired, or have lost the stake behind them; the leader alone does.
///
/// Nothing hangs on it: a token ends by itself after ten minutes, and the cluster's own cleaner takes it away.
final class TokenReaper: Sendable {
    private let objects: JoinObjects
    private let settings: JoinSettings
    private let acts: JoinActs
    private let verdicts: @Sendable ([String]) -> [String: NodeVerdict]
    private let isLeader: @Sendable () -> Bool
    private let state = Monitor(State())
    private let thread = Locked<SharedThread?>(nil)

    private struct State {
        var isStopped = false
        var counts = Counts()
    }

    /// What it has done since it was started.
    struct Counts: Hashable, Sendable {
        /// Tokens that were ended.
        var ended = 0
        /// Sweeps that the cluster kept from being finished.
        var failed = 0
    }

    /// Looks through tokens by these objects; `verdicts` is what the chain says of machines, nothing where it is not known well enough.
    init(
        _ objects: JoinObjects, _ settings: JoinSettings, journal: any ActJournal = NoJournal(),
        verdicts: @escaping @Sendable ([String]) -> [String: NodeVerdict] = { _ in [:] },
        isLeader: @escaping @Sendable () -> Bool
    ) {
        self.objects = objects
        self.settings = settings
        acts = JoinActs(journal: journal)
        self.verdicts = verdicts
        self.isLeader = isLeader
    }

    /// What it has done.
    var counts: Counts { state.withLock { $0.counts } }

    /// Begins, on a thread of its own.
    func start() throws(SystemError) {
        let started = try SharedThread(name: "token-reaper") { [self] in run() }
        thread.withLock { $0 = started }
    }

    /// Ends, and waits until nothing is under way.
    func stop() {
        state.withLock { $0.isStopped = true }
        state.notifyAll()
        thread.withLock { $0 }?.join()
    }

    private func run() {
        while true {
            if isLeader() { sweep(now: .now) }
            let next = Monotonic.now.advanced(by: settings.sweepInterval)
            guard state.wait(until: next, for: { $0.isStopped ? true : nil }) == nil else { return }
        }
    }

    /// Looks at each token once.
    func sweep(now: WallTime) {
        do throws(JoinRefusal) {
            let tokens = try objects.tokens()
            let verdicts = tokens.isEmpty ? [:] : verdicts(tokens.map(\.node))
            for token in tokens
            where TokenSweep.isDone(
                token, node: try objects.node(token.node), verdict: verdicts[token.node] ?? .unknown, now: now)
            {
                try acts.end(.tokenEnd, for: token.node, because: JoinActs.spent, at: now) {
                    () throws(JoinRefusal) in try objects.close(token)
                }
                state.withLock { $0.counts.ended += 1 }
            }
        } catch {
            state.withLock { $0.counts.failed += 1 }
        }
    }
}
