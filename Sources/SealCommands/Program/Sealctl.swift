// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// The program `sealctl`.
public enum Sealctl {
    static let table: CommandTable = CommandTable(
        program: "sealctl", call: "sealctl", summary: "Stake, seals and workers of a k3s-daas cluster, on chain.",
        all: WalletCommands.all + StakeCommands.all + SealCommands.all + [TokenCommands.sealctl] + WorkerCommands.all
            + RequestCommands.all
            + GovernanceCommands.all + ClusterCommands.all + ChainCommands.all + PolicyCommands.all
            + EnclaveCommands.all + AuditCommands.all + WireCommands.all + DevnetCommands.all
            + [
                TopCommand.command, ClusterDoctorCommand.command,
                CompletionCommand.command { table }, CommandTable.version,
            ])

    /// Does what the arguments say.
    public static func run(
        _ arguments: [String], environment: [String: String], console: Console
    ) -> CommandOutcome { table.run(arguments, environment: environment, console: console) }
}
