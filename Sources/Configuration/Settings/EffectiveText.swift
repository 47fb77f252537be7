// SPDX-License-Identifier: Apache-2.0

extension SettingsResolver {
    /// What is in force as a YAML file, each value with its source as a comment.
    ///
    /// It can be read back as a configuration: values that need quotes have them. `[0]` in a path starts an item of
    /// a list.
    public func effectiveText(header: [String]) -> String {
        var lines = header
        var open: [String] = []
        for entry in sections() {
            let shared = zip(open, entry.path.dropLast()).prefix { $0 == $1 }.count
            open = Array(open.prefix(shared))
            var startsItem = false
            for name in entry.path.dropLast().dropFirst(shared) {
                if name.hasPrefix("[") {
                    startsItem = true
                } else {
                    lines.append(Self.margin(open, startsItem) + "\(name):")
                    startsItem = false
                }
                open.append(name)
            }
            let margin = Self.margin(open, startsItem)
            lines.append("\(margin)\(entry.path.last ?? ""): \(Self.value(entry))  # \(Self.origin(entry.source))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What a file can hold, sorted so that no section comes twice.
    private func sections() -> [Effective] {
        let shown = effective.filter { !$0.path.isEmpty && !$0.texts.isEmpty }
        var names: [String] = []
        for name in shown.compactMap(\.path.first) where !names.contains(name) { names.append(name) }
        return names.flatMap { name in shown.filter { $0.path.first == name } }
    }

    private static func margin(_ open: [String], _ startsItem: Bool) -> String {
        let spaces = String(repeating: "  ", count: open.count)
        return startsItem ? spaces.dropLast(2) + "- " : spaces
    }

    private static func value(_ entry: Effective) -> String {
        let texts = entry.texts.map { entry.isPlain ? $0 : quoted($0) }
        return entry.isList ? "[" + texts.joined(separator: ", ") + "]" : texts.joined()
    }

    /// Quotes are the rule, so that no text can turn into something else when it is read back.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    private static func origin(_ source: Problem.Source) -> String {
        source == .none ? "default" : source.description
    }
}
