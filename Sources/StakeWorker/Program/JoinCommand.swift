// SPDX-License-Identifier: Apache-2.0
public import Configuration
internal import Kernel

/// `stake-worker join`: takes the machine into the cluster, from wherever it is on its way there.
public enum JoinCommand {
    /// Takes every step that is left, or shows them.
    public static func run(
        _ arguments: [String], environment: [String: String], progress: @escaping @Sendable (String) -> Void
    ) -> CommandOutcome {
        let line: WorkerCommandLine
        switch WorkerCommandLine.read(
            "join", arguments, flags: [WorkerCommandLine.Flags.isDryRun], environment: environment)
        {
        case .success(let read): line = read
        case .failure(let ended): return ended.outcome
        }
        let notes = line.loaded.notes.map { "note: \($0)\n" }.joined()
        do throws(WorkerFailure) {
            let configuration = line.loaded.configuration
            guard !configuration.isObserver else {
                throw WorkerFailure(.configuration, "who only watches does not join: observe must not be set")
            }
            let nodeID = try configuration.needNodeID()
            let world = try WorkerWorld(configuration)
            var runner = JoinRunner(
                nodeID: nodeID, stake: configuration.stake, state: world.state, chain: world.chain,
                master: world.master, agent: world.agent, files: world.files
            ) { message throws(WorkerFailure) in try world.sign(message) }
            if line(WorkerCommandLine.Flags.isDryRun) {
                return CommandOutcome(
                    output: StepList.text(try runner.plan(), none: "the machine has joined"), messages: notes)
            }
            runner.progress = progress
            let node = try runner.run()
            let name = node.map { " as \($0.nodeName)" } ?? ""
            return CommandOutcome(output: "the machine has joined\(name)\n", messages: notes)
        } catch { return CommandOutcome(error) }
    }
}

/// Steps as a person reads them.
enum StepList {
    static func text(_ steps: [String], none: String) -> String {
        guard !steps.isEmpty else { return "nothing is left to do: \(none)\n" }
        return steps.enumerated().map { "\($0 + 1). would \($1)\n" }.joined()
    }
}
