// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// What a command line says, and what is in force by it.
struct WorkerCommandLine {
    /// What one call does, and not the next.
    enum Flags {
        static let isDryRun = Setting(
            "dry-run", key: "", group: "This time", .boolean, fallback: false, isFlagOnly: true,
            "Shows each step that would be taken; sends nothing, writes nothing.")
        static let unstakes = Setting(
            "unstake", key: "", group: "This time", .boolean, fallback: false, isFlagOnly: true,
            "Also takes the node's stake out of use.")
    }

    let loaded: LoadedWorkerConfiguration
    private let resolve: SettingsResolver

    /// Reads and checks everything; the outcome where that is the end of it already, as with `--help`.
    static func read(
        _ word: String, _ arguments: [String], flags own: [any AnySetting] = [], environment: [String: String]
    ) -> Result<WorkerCommandLine, Ended> {
        let problems = ProblemList()
        let settings = own + WorkerSettings.all
        let flags = CommandLineValues(arguments, settings: settings, problems: problems)
        if flags.wantsHelp {
            return .failure(
                Ended(CommandOutcome(output: "usage: stake-worker \(word) [FLAGS]\n\n" + Help.text(settings))))
        }
        do throws(ConfigurationError) {
            let loaded = try WorkerConfiguration.load(
                flags, settings: settings, environment: environment, problems: problems)
            let resolve = SettingsResolver(
                settings: settings, flags: flags, environment: environment, document: nil, problems: problems)
            return .success(WorkerCommandLine(loaded: loaded, resolve: resolve))
        } catch { return .failure(Ended(CommandOutcome(error))) }
    }

    /// A command that is over before it began.
    struct Ended: Error {
        let outcome: CommandOutcome

        init(_ outcome: CommandOutcome) { self.outcome = outcome }
    }

    /// A flag of this call.
    func callAsFunction(_ flag: Setting<Bool>) -> Bool { resolve(flag).value }
}

extension CommandOutcome {
    /// Why a command did not do what it was asked to.
    init(_ failure: WorkerFailure) { self.init(messages: failure.description + "\n", exit: failure.exit) }
}
