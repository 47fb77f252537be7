// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import WebhookServer

/// The words that can follow `webhook-server`.
enum Subcommand: String, CaseIterable {
    case checkConfig = "check-config"
    case hashToken = "hash-token"
    case version

    static let usage = """
        usage: webhook-server COMMAND [FLAGS]

        Answers a Kubernetes apiserver's webhooks by on-chain stake.

        Commands:
          check-config  Shows the configuration in force, or everything that is wrong.
          hash-token    Makes the ledger file's entry for a token.
          version       Prints the version.

        webhook-server COMMAND --help lists a command's flags.

        """

    /// Does what the arguments say.
    static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        guard let word = arguments.first else { return CommandOutcome(usage: usage, isError: true) }
        if ["--help", "-h", "help"].contains(word) { return CommandOutcome(usage: usage, isError: false) }
        let rest = Array(arguments.dropFirst())
        switch Subcommand(rawValue: word) {
        case .checkConfig: return CheckConfigCommand.run(rest, environment: environment)
        case .hashToken: return HashTokenCommand.run(rest, environment: environment, readToken: Input.readToken)
        case .version: return CommandOutcome(version: rest)
        case nil: return CommandOutcome(unknown: word, among: allCases.map(\.rawValue))
        }
    }
}
