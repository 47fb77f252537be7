// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Operations
internal import WebhookServer

/// The words that can follow `webhook-server`.
enum Subcommand: String, CaseIterable {
    case run
    case checkConfig = "check-config"
    case hashToken = "hash-token"
    case version

    static let usage = """
        usage: webhook-server [COMMAND] [FLAGS]

        Answers a Kubernetes apiserver's webhooks by on-chain stake.

        Commands:
          run           Serves; what is meant when no command is given.
          check-config  Shows the configuration in force, or everything that is wrong.
          hash-token    Makes the ledger file's entry for a token.
          version       Prints the version.

        webhook-server COMMAND --help lists a command's flags.

        """

    /// Does what the arguments say.
    static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        // Without a command it runs: with no arguments at all, everything may stand in the environment.
        guard let word = arguments.first else { return Program.run([], environment: environment) }
        if ["--help", "-h", "help"].contains(word) { return CommandOutcome(usage: usage, isError: false) }
        if word.hasPrefix("-") { return Program.run(arguments, environment: environment) }
        let rest = Array(arguments.dropFirst())
        switch Subcommand(rawValue: word) {
        case .run: return Program.run(rest, environment: environment)
        case .checkConfig: return Program.checkConfig(rest, environment: environment)
        case .hashToken: return HashTokenCommand.run(rest, environment: environment, readToken: Input.readToken)
        case .version: return Program.version(rest)
        case nil: return CommandOutcome(unknown: word, among: allCases.map(\.rawValue))
        }
    }
}
