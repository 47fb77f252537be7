// SPDX-License-Identifier: Apache-2.0
public import Configuration
internal import Kernel

/// `stake-worker leave`: takes the machine out of the cluster.
public enum LeaveCommand {
    /// Takes every step that is left, or shows them.
    public static func run(
        _ arguments: [String], environment: [String: String], progress: @escaping @Sendable (String) -> Void
    ) -> CommandOutcome {
        let line: WorkerCommandLine
        let flags = [WorkerCommandLine.Flags.isDryRun, WorkerCommandLine.Flags.unstakes]
        switch WorkerCommandLine.read("leave", arguments, flags: flags, environment: environment) {
        case .success(let read): line = read
        case .failure(let ended): return ended.outcome
        }
        do throws(WorkerFailure) {
            let configuration = line.loaded.configuration
            guard !configuration.isObserver else {
                throw WorkerFailure(.configuration, "who only watches does not leave: observe must not be set")
            }
            let world = try WorkerWorld(configuration)
            let cgroup = configuration.places?.cgroup
            var runner = LeaveRunner(
                state: world.state, chain: world.chain, agent: world.agent, files: world.files,
                grace: configuration.agent.grace, unstakes: line(WorkerCommandLine.Flags.unstakes),
                pods: { cgroup.flatMap { try? PodCounts(below: $0) }?.pods })
            if line(WorkerCommandLine.Flags.isDryRun) {
                return CommandOutcome(output: StepList.text(try runner.plan(), none: "the machine has left"))
            }
            runner.progress = progress
            try runner.run()
            return CommandOutcome(output: "the machine has left\n")
        } catch { return CommandOutcome(error) }
    }
}
