// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import StakeWorker

/// The words that can follow `stake-worker`.
enum Subcommand: String, CaseIterable {
    case join
    case run
    case leave
    case status
    case checkConfig = "check-config"
    case version

    static let usage = """
        usage: stake-worker COMMAND [FLAGS]

        Lends this machine to a cluster, for as long as a stake holds.

        Commands:
          join          Takes the machine into the cluster, from wherever it is on
                        its way there; --dry-run shows the steps.
          run           Watches over stake, seal, master and machine: what the unit runs.
          leave         Takes the machine out of the cluster; --dry-run shows the steps.
          status        Shows how the machine is.
          check-config  Shows the configuration in force, or everything that is wrong.
          version       Prints the version.

        stake-worker COMMAND --help lists a command's flags.

        """

    /// Does what the arguments say.
    static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        guard let word = arguments.first else { return CommandOutcome(usage: usage, isError: true) }
        if ["--help", "-h", "help"].contains(word) { return CommandOutcome(usage: usage, isError: false) }
        let rest = Array(arguments.dropFirst())
        switch Subcommand(rawValue: word) {
        case .join: return JoinCommand.run(rest, environment: environment, progress: progress)
        case .run: return RunCommand.run(rest, environment: environment)
        case .leave: return LeaveCommand.run(rest, environment: environment, progress: progress)
        case .status: return StatusCommand.run(rest, environment: environment)
        case .checkConfig: return CheckConfigCommand.run(rest, environment: environment)
        case .version:
            guard rest.isEmpty else { return CommandOutcome(usage: usage, isError: true) }
            return CommandOutcome(output: Product.version + "\n")
        case nil: return CommandOutcome(unknown: word, among: allCases.map(\.rawValue))
        }
    }

    @Sendable private static func progress(_ text: String) { _ = StandardStream.error.write("… \(text)\n") }
}
