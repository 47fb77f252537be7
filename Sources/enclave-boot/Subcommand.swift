// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import EnclaveBoot
internal import Kernel

/// The words that can follow `enclave-boot`.
enum Subcommand: String, CaseIterable {
    case run
    case checkConfig = "check-config"
    case forward
    case nsm
    case version

    static let usage = """
        usage: enclave-boot [COMMAND] [FLAGS]

        Proves what runs in an enclave, then runs it.

        Commands:
          run           Boots; what is meant when no command is given.
          check-config  Shows what a configuration does, or everything that is wrong.
          forward       Carries connections, on the parent.
          nsm           Shows what the security module says.
          version       Prints the version.

        enclave-boot COMMAND --help lists a command's flags.

        """

    /// Does what the arguments say.
    static func run(_ arguments: [String]) -> CommandOutcome {
        // The kernel starts a first process without arguments.
        guard let word = arguments.first else { return RunCommand.run([]) }
        if ["--help", "-h", "help"].contains(word) { return CommandOutcome(usage: usage, isError: false) }
        if word.hasPrefix("-") { return RunCommand.run(arguments) }
        let rest = Array(arguments.dropFirst())
        switch Subcommand(rawValue: word) {
        case .run: return RunCommand.run(rest)
        case .checkConfig: return CheckConfigCommand.run(rest)
        case .forward: return ForwardCommand.run(rest)
        case .nsm: return NSMCommand.run(rest)
        case .version: return VersionCommand.run(rest)
        // The kernel hands words of its command line that it does not know to the first process.
        case nil where MachineControl.isFirstProcess: return RunCommand.run([])
        case nil: return CommandOutcome(unknown: word, among: allCases.map(\.rawValue))
        }
    }
}
