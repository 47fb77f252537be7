// SPDX-License-Identifier: Apache-2.0
internal import Configuration

// Finds the command, does it, writes what it says.
extension CommandTable {
    /// Does what the arguments say.
    func run(
        _ arguments: [String], environment: [String: String], console: Console
    ) -> CommandOutcome {
        guard let first = arguments.first else {
            return CommandOutcome(messages: usage(), exit: .usage)
        }
        if ["--help", "-h", "help"].contains(first) { return CommandOutcome(output: usage()) }
        guard let (command, rest) = find(arguments) else { return unknown(arguments) }
        let problems = ProblemList()
        let settings = command.allSettings
        let values = CommandLineValues(rest, operands: command.operands, settings: settings, problems: problems)
        if values.wantsHelp { return CommandOutcome(output: command.help(call)) }
        let resolve = SettingsResolver(
            settings: settings, flags: values, environment: environment, document: nil, problems: problems)
        let invocation = Invocation(
            operands: values.operands, resolve: resolve, environment: environment, console: console)
        do throws(CommandFailure) {
            // All settings are looked at first: what is wrong is said before anything is done.
            for setting in settings { setting.check(by: resolve) }
            do throws(ConfigurationError) { try problems.throwIfAny() } catch { throw CommandFailure(error) }
            let format = command.hasOwnFormats ? .text : try invocation(Flags.output)
            return try run(command, invocation, format)
        } catch { return outcome(error, .text, command) }
    }

    private func run(
        _ command: Command, _ invocation: Invocation, _ format: OutputFormat
    ) throws(CommandFailure) -> CommandOutcome {
        do throws(CommandFailure) {
            let report = try command.run(invocation)
            return CommandOutcome(output: report == .null ? "" : format.write(report))
        } catch { return outcome(error, format, command) }
    }

    private func outcome(
        _ failure: CommandFailure, _ format: OutputFormat, _ command: Command
    ) -> CommandOutcome {
        CommandOutcome(
            output: failure.rest.map { format.write($0) } ?? "", messages: "\(program): \(failure.message)\n",
            exit: command.endsAsDiff && failure.exit != .different ? .trouble : failure.exit)
    }

    /// A group without its second word, or a word that is none.
    private func unknown(_ arguments: [String]) -> CommandOutcome {
        let words = self.words(after: [arguments[0]])
        guard !words.isEmpty else {
            let problem = Problem.unknownCommand(arguments[0], among: self.words(after: []))
            return CommandOutcome(messages: "\(program): \(problem)\n", exit: .usage)
        }
        guard arguments.count > 1, !["--help", "-h", "help"].contains(arguments[1]) else {
            let isAsked = arguments.count > 1
            let usage = usage([arguments[0]])
            return CommandOutcome(
                output: isAsked ? usage : "", messages: isAsked ? "" : usage, exit: isAsked ? .ok : .usage)
        }
        let problem = Problem.unknownCommand(arguments[1], among: words)
        return CommandOutcome(messages: "\(program): \(problem)\n", exit: .usage)
    }
}
