// SPDX-License-Identifier: Apache-2.0
public import Configuration
internal import Kernel
internal import SuiLedger

/// `stake-worker status`: how the machine is, by what can be seen from here.
public enum StatusCommand {
    /// Asks the chain and the agent; ends with 1 where the machine may not work.
    public static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        let line: WorkerCommandLine
        switch WorkerCommandLine.read("status", arguments, environment: environment) {
        case .success(let read): line = read
        case .failure(let ended): return ended.outcome
        }
        do throws(WorkerFailure) {
            let world = try WorkerWorld(line.loaded.configuration)
            let seal =
                try world.configuration.isObserver
                ? nil : WorkerSeal.read(world.state, cluster: world.chain.cluster, owner: world.chain.owner)
            let sight = try world.chain.look(seal: seal?.key, agrees: false)
            let joined = try world.configuration.isObserver ? nil : JoinedNode.read(world.state)
            let text = text(
                sight, owner: world.chain.owner.description, joined: joined,
                isSealLive: seal?.isLive(sight.seal, generation: sight.account?.generation ?? 0, epoch: sight.epoch),
                agent: world.agent.state())
            return CommandOutcome(output: text, exit: sight.standing == .working ? .ok : .different)
        } catch { return CommandOutcome(error) }
    }

    static func text(
        _ sight: ChainSight, owner: String, joined: JoinedNode?, isSealLive: Bool?, agent: AgentState
    ) -> String {
        var standing = StatusPage.standing(sight.standing)
        if case .lost(let reason) = sight.standing { standing += ": \(reason.phrase)" }
        if sight.standing == .suspended, let reason = sight.worker?.reason, !reason.isEmpty {
            standing += ": \(reason)"
        }
        let seal = isSealLive.map { $0 ? "live" : "opens nothing any more" } ?? "none"
        let lines = [
            ("owner", owner),
            ("node", joined?.nodeName ?? sight.worker.map(\.nodeName).flatMap { $0.isEmpty ? nil : $0 } ?? "none"),
            ("standing", standing), ("stake", Mist.write(sight.nodeStake)),
            ("required", Mist.write(sight.requiredStake)),
            ("score", "\(sight.account?.score ?? 0)"), ("seal", seal), ("agent", agent.rawValue),
            ("server", joined?.serverURL ?? "none"),
        ]
        return lines.map { "\($0): \($1)\n" }.joined()
    }
}
