// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// `webhook-server check-config`: shows what would be in force, or everything that is wrong; starts nothing.
public enum CheckConfigCommand {
    /// Checks the settings and the ledger that they name.
    public static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        let problems = ProblemList()
        let flags = WebhookConfiguration.parse(arguments, problems: problems)
        if flags.wantsHelp {
            return CommandOutcome(output: "usage: webhook-server check-config [FLAGS]\n\n" + WebhookConfiguration.help)
        }
        do throws(ConfigurationError) {
            let loaded = try WebhookConfiguration.load(flags, environment: environment, problems: problems)
            let ledger = try FileLedger(
                path: loaded.configuration.ledger.file, maxSize: loaded.configuration.ledger.maxSize)
            let summary = ledger.summary
            let notes = loaded.notes.map { "note: \($0)\n" }.joined()
            return CommandOutcome(
                output: loaded.effectiveText,
                messages: notes + "the ledger holds \(summary.stakes) stakes and \(summary.seals) seals\n")
        } catch {
            return CommandOutcome(error)
        }
    }
}
