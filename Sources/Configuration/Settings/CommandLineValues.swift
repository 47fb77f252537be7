// SPDX-License-Identifier: Apache-2.0

/// A command line, sorted into settings; nothing is read as a value yet.
public struct CommandLineValues: Sendable {
    /// What was given for each setting, by name.
    public private(set) var texts: [String: [String]] = [:]
    /// What was given by place, in order.
    public private(set) var operands: [String] = []
    /// Whether help was asked for.
    public private(set) var wantsHelp = false

    /// Takes `--flag value`, `--flag=value`, `-f value` and `--switch` apart, and operands between them; reports the rest.
    ///
    /// After `--` everything is an operand.
    public init(
        _ arguments: [String], operands expected: [Operand] = [], settings: [any AnySetting], problems: ProblemList
    ) {
        var rest = arguments[...]
        let room = expected.last?.isRepeated == true ? Operand.repetitions : expected.count
        var isOver = false
        while let argument = rest.popFirst() {
            if !expected.isEmpty, argument == "--", !isOver {
                isOver = true
                continue
            }
            guard argument.hasPrefix("-"), argument != "-", argument != "--", !isOver else {
                if operands.count < room {
                    operands.append(argument)
                    continue
                }
                let problem = "is not expected here; a flag takes its value as --flag value or --flag=value"
                problems.report(
                    Problem(.unexpectedArgument, at: .none, "the argument \(Quoted.value(argument)) \(problem)"))
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let (flag, attached) = (parts[0], parts.count > 1 ? parts[1] : nil)
            if ["--help", "-h"].contains(flag), attached == nil {
                wantsHelp = true
                continue
            }
            guard let setting = settings.first(where: { $0.flag == flag || $0.letter.map { "-\($0)" } == flag }) else {
                let name = Quoted.name(flag).map { _ in flag } ?? "this flag"
                let suggestion = Suggestion.phrase(flag, among: settings.map(\.flag))
                problems.report(Problem(.unknownFlag, at: .flag(name), "there is no such flag\(suggestion)"))
                // What follows was probably its value.
                if attached == nil, let next = rest.first, !next.hasPrefix("-") { rest.removeFirst() }
                continue
            }
            guard let value = attached ?? (setting.isSwitch ? "true" : Self.value(of: setting, from: &rest)) else {
                problems.report(
                    Problem(
                        .missingValue, at: .flag(setting.flag), "needs a value: \(setting.flag) \(setting.placeholder)")
                )
                continue
            }
            if texts[setting.name] != nil, !setting.isList {
                problems.report(Problem(.conflict, at: .flag(setting.flag), "is given twice"))
            }
            texts[setting.name, default: []] += setting.isList ? value.listItems : [value]
        }
        guard !wantsHelp else { return }
        for operand in expected.dropFirst(operands.count) where !operand.isOptional {
            problems.report(Problem(.missingValue, at: .none, "\(operand.name) is missing: \(operand.help)"))
        }
    }

    /// The next argument, unless it is a flag of its own: `--a --b` is a value forgotten, not a value `--b`.
    private static func value(of setting: any AnySetting, from rest: inout ArraySlice<String>) -> String? {
        guard let next = rest.first, next == "-" || !next.hasPrefix("-") else { return nil }
        return rest.removeFirst()
    }
}

extension String {
    /// The parts of a list in one text: between commas, without the spaces around them.
    var listItems: [String] {
        split(separator: ",", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
