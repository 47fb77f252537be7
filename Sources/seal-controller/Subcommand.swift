// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Operations
internal import SealController

/// The words that can follow `seal-controller`.
enum Subcommand: String, CaseIterable {
    case run
    case checkConfig = "check-config"
    case version

    static let usage = """
        usage: seal-controller [COMMAND] [FLAGS]

        Serves a cluster's public API, lets machines join, and removes those whose stake is lost.

        Commands:
          run           Serves; what is meant when no command is given.
          check-config  Shows the configuration in force, or everything that is wrong.
          version       Prints the version.

        seal-controller COMMAND --help lists a command's flags.

        """

    /// Does what the arguments say.
    static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        // Without a command it runs: with no arguments at all, everything may stand in the environment.
        guard let word = arguments.first else { return ControllerProgram.run([], environment: environment) }
        if ["--help", "-h", "help"].contains(word) { return CommandOutcome(usage: usage, isError: false) }
        if word.hasPrefix("-") { return ControllerProgram.run(arguments, environment: environment) }
        let rest = Array(arguments.dropFirst())
        switch Subcommand(rawValue: word) {
        case .run: return ControllerProgram.run(rest, environment: environment)
        case .checkConfig: return ControllerProgram.checkConfig(rest, environment: environment)
        case .version: return ControllerProgram.version(rest)
        case nil: return CommandOutcome(unknown: word, among: allCases.map(\.rawValue))
        }
    }
}
