// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// `seal-controller run`: serves until a signal ends it.
public enum RunCommand {
    /// Checks everything, then serves; says what is wrong before anything is bound.
    public static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        let problems = ProblemList()
        let flags = ControllerConfiguration.parse(arguments, problems: problems)
        if flags.wantsHelp {
            return CommandOutcome(output: "usage: seal-controller [run] [FLAGS]\n\n" + ControllerConfiguration.help)
        }
        let loaded: LoadedConfiguration
        do throws(ConfigurationError) {
            loaded = try ControllerConfiguration.load(flags, environment: environment, problems: problems)
        } catch {
            return CommandOutcome(error)
        }
        do throws(ControllerProgram.StartFailure) {
            try ControllerProgram.run(loaded, environment: environment)
            return CommandOutcome()
        } catch {
            return CommandOutcome(messages: error.message + "\n", exit: error.code)
        }
    }
}
