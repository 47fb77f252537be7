// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Takes a machine out of a cluster, step by step; blocks.
struct LeaveRunner {
    let state: StateFolder
    let chain: any ChainDoor
    let agent: any AgentDoor
    let files: AgentFiles
    let grace: Duration
    /// Whether the stake is to be taken out of use.
    let unstakes: Bool
    /// Counts pods; `nil` where they cannot be counted.
    var pods: @Sendable () -> Int?
    /// Lets time pass.
    var pause: @Sendable (Duration) -> Void = { Pause.take($0) }
    /// The time.
    var now: @Sendable () -> Monotonic = { .now }
    /// Says what is being done.
    var progress: @Sendable (String) -> Void = { _ in }

    /// How often pods are counted while they leave.
    private static let interval = Duration.seconds(2)

    /// Goes all the way, from wherever the machine is.
    func run() throws(WorkerFailure) {
        try state.make()
        let lock = try state.claim()
        defer { withExtendedLifetime(lock) {} }
        try chain.settle()
        var hasWaited = false
        for _ in 0..<LeaveCourse.longest {
            guard let step = LeaveCourse.next(try look(hasWaited: hasWaited)) else { return }
            progress(step.phrase)
            switch step {
            case .retire: try chain.carryOut(.retire)
            case .wait:
                wait()
                hasWaited = true
            case .stopAgent: try agent.stop()
            case .removeFiles: try files.remove()
            case .revokeSeal: try revoke()
            case .unstake(let amount): try chain.carryOut(.unstake(amount))
            case .forget: try state.remove(.joined)
            }
        }
        throw WorkerFailure(.outcomeUnknown, "what was done does not show: try again later")
    }

    /// What would be done, of which nothing is.
    func plan() throws(WorkerFailure) -> [String] { LeaveCourse.plan(try look(hasWaited: false)).map(\.phrase) }

    private func look(hasWaited: Bool) throws(WorkerFailure) -> LeaveSight {
        let seal = try WorkerSeal.read(state, cluster: chain.cluster, owner: chain.owner)
        let sight = try chain.look(seal: seal?.key, agrees: false)
        let generation = sight.account?.generation ?? 0
        return LeaveSight(
            chain: sight,
            isSealLive: seal?.isLive(sight.seal, generation: generation, epoch: sight.epoch) ?? false,
            agent: agent.state(), isWritten: files.isWritten, hasJoined: try state.read(.joined) != nil,
            hasWaited: hasWaited, unstakes: unstakes)
    }

    private func wait() {
        let end = now().advanced(by: grace)
        while now() < end, pods() != 0 { pause(Self.interval) }
    }

    private func revoke() throws(WorkerFailure) {
        guard let seal = try WorkerSeal.read(state, cluster: chain.cluster, owner: chain.owner) else { return }
        try chain.carryOut(.revokeSeal(seal.key))
    }
}
