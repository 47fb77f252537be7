// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import EnclaveBoot

/// The words that can follow `enclave-boot`.
enum Subcommand: String, CaseIterable {
    case checkConfig = "check-config"
    case version

    static let usage = """
        usage: enclave-boot [COMMAND] [FLAGS]

        Proves what runs in an enclave, then runs it.

        Commands:
          check-config  Shows what a configuration does, or everything that is wrong.
          version       Prints the version.

        enclave-boot COMMAND --help lists a command's flags.

        """

    /// Does what the arguments say.
    static func run(_ arguments: [String]) -> CommandOutcome {
        guard let word = arguments.first else { return CommandOutcome(usage: usage, isError: true) }
        if ["--help", "-h", "help"].contains(word) { return CommandOutcome(usage: usage, isError: false) }
        let rest = Array(arguments.dropFirst())
        switch Subcommand(rawValue: word) {
        case .checkConfig: return CheckConfigCommand.run(rest)
        case .version: return VersionCommand.run(rest)
        case nil: return CommandOutcome(unknown: word, among: allCases.map(\.rawValue))
        }
    }
}
