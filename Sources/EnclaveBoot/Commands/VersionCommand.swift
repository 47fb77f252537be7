// SPDX-License-Identifier: Apache-2.0
public import Configuration
internal import Operations

/// `enclave-boot version`: prints the version.
public enum VersionCommand {
    /// Takes no arguments.
    public static func run(_ arguments: [String]) -> CommandOutcome {
        CommandOutcome(version: arguments, of: "enclave-boot")
    }
}
