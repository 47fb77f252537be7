// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// The program `kubectl-seal`: a plugin of kubectl, and the one that kubectl asks for tokens.
public enum KubectlSeal {
    static let table: CommandTable = CommandTable(
        program: "kubectl-seal", call: "kubectl seal",
        summary: "Opens k3s-daas clusters for kubectl with the key of a stake.",
        all: [
            TokenCommands.plugin, LoginCommand.command, WhoamiCommand.command, DoctorCommand.command,
            CompletionCommand.command(of: "kubectl-seal") { table }, CommandTable.version,
        ])

    /// Does what the arguments say; without any, where kubectl asks for a token, makes one.
    public static func run(
        _ arguments: [String], environment: [String: String], console: Console
    ) -> CommandOutcome {
        let isAsked = arguments.isEmpty && environment[ExecInfo.variable] != nil
        return table.run(isAsked ? ["token"] : arguments, environment: environment, console: console)
    }
}
