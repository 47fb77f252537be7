// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// `enclave-boot version`: prints the version.
public enum VersionCommand {
    /// Takes no arguments.
    public static func run(_ arguments: [String]) -> CommandOutcome {
        let problems = ProblemList()
        let flags = CommandLineValues(arguments, settings: [], problems: problems)
        do throws(ConfigurationError) { try problems.throwIfAny() } catch { return CommandOutcome(error) }
        return CommandOutcome(output: flags.wantsHelp ? "usage: enclave-boot version\n" : Product.version + "\n")
    }
}
