// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// `webhook-server run`: serves until a signal ends it.
public enum RunCommand {
    /// Checks everything, then serves; says what is wrong before anything is bound.
    public static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        let problems = ProblemList()
        let flags = WebhookConfiguration.parse(arguments, problems: problems)
        if flags.wantsHelp {
            return CommandOutcome(output: "usage: webhook-server [run] [FLAGS]\n\n" + WebhookConfiguration.help)
        }
        let loaded: LoadedConfiguration
        do throws(ConfigurationError) {
            loaded = try WebhookConfiguration.load(flags, environment: environment, problems: problems)
        } catch {
            return CommandOutcome(error)
        }
        do throws(Program.StartFailure) {
            try Program.run(loaded)
            return CommandOutcome()
        } catch {
            return CommandOutcome(messages: error.message + "\n", exit: error.code)
        }
    }
}
