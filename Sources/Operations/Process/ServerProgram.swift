// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// A server as a program: what can be set, what is in force, and how it runs.
public protocol ServerProgram {
    /// What it is told.
    associatedtype Configured: Sendable

    /// What it is called on a command line.
    static var name: String { get }
    /// Everything that can be set, in the order in which help shows it.
    static var settings: [any AnySetting] { get }

    /// Reads and checks everything; nothing is bound, written or started.
    ///
    /// All that is wrong is thrown at once, together with what `problems` holds already.
    static func load(
        _ flags: CommandLineValues, environment: [String: String], problems: ProblemList
    ) throws(ConfigurationError) -> LoadedConfiguration<Configured>

    /// What would decide, in lines for whoever checks a configuration; nobody is asked for it.
    static func summary(of configuration: Configured) throws(ConfigurationError) -> ConfigurationSummary

    /// Runs until a signal ends it; call it before any other thread exists.
    static func run(
        _ loaded: LoadedConfiguration<Configured>, environment: [String: String]
    ) throws(StartFailure)
}

extension ServerProgram {
    /// The settings as `--help` shows them.
    public static var help: String { Help.text(settings) }

    /// `run`: checks everything, then serves until a signal ends it; says what is wrong before anything is bound.
    public static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        let problems = ProblemList()
        let flags = CommandLineValues(arguments, settings: settings, problems: problems)
        if flags.wantsHelp { return CommandOutcome(output: "usage: \(name) [run] [FLAGS]\n\n" + help) }
        let loaded: LoadedConfiguration<Configured>
        do throws(ConfigurationError) {
            loaded = try load(flags, environment: environment, problems: problems)
        } catch {
            return CommandOutcome(error)
        }
        do throws(StartFailure) {
            try run(loaded, environment: environment)
            return CommandOutcome()
        } catch {
            return CommandOutcome(messages: error.message + "\n", exit: error.code)
        }
    }

    /// `check-config`: shows what would be in force, or everything that is wrong; starts nothing.
    public static func checkConfig(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        let problems = ProblemList()
        let flags = CommandLineValues(arguments, settings: settings, problems: problems)
        if flags.wantsHelp { return CommandOutcome(output: "usage: \(name) check-config [FLAGS]\n\n" + help) }
        do throws(ConfigurationError) {
            let loaded = try load(flags, environment: environment, problems: problems)
            let summary = try summary(of: loaded.configuration)
            let notes = (loaded.notes + summary.notes).map { "note: \($0)\n" }.joined()
            return CommandOutcome(output: loaded.effectiveText, messages: notes + summary.text)
        } catch {
            return CommandOutcome(error)
        }
    }

    /// `version`, which takes no arguments.
    public static func version(_ arguments: [String]) -> CommandOutcome {
        CommandOutcome(version: arguments, of: name)
    }
}
