// SPDX-License-Identifier: Apache-2.0

/// The text of `--help`, made from the settings themselves.
public enum Help {
    /// How wide a line may be: what every terminal shows.
    public static let width = 80

    /// All settings under their headings, in the order of their declaration.
    public static func text(_ settings: [any AnySetting]) -> String {
        var groups: [String] = []
        for setting in settings where !groups.contains(setting.group) { groups.append(setting.group) }
        return groups.map { group in
            "\(group):\n" + settings.filter { $0.group == group }.map { entry($0) }.joined()
        }.joined(separator: "\n")
    }

    private static func entry(_ setting: any AnySetting) -> String {
        let letter = setting.letter.map { "-\($0), " } ?? ""
        let value = setting.placeholder.isEmpty ? "" : " \(setting.placeholder)"
        // What is off until it is named goes without saying.
        let hasDefault = setting.isSwitch ? setting.fallbackTexts == ["true"] : !setting.fallbackTexts.isEmpty
        let fallback = hasDefault ? ["default \(setting.fallbackTexts.joined(separator: ", "))"] : []
        let variable = setting.isFlagOnly ? [] : ["$\(setting.variable)"]
        let file = setting.key.isEmpty ? [] : ["file \(setting.key.joined(separator: "."))"]
        let origins = (fallback + variable + file).joined(separator: ", ")
        return "  \(letter)\(setting.flag)\(value)\n" + wrapped(setting.help)
            + (origins.isEmpty ? "" : wrapped("[\(origins)]"))
    }

    /// `text` in lines of at most ``width``, indented.
    static func wrapped(_ text: String, indent: Int = 6) -> String {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = margin
        for word in text.split(separator: " ") {
            if line.count > indent, line.count + 1 + word.count > width {
                lines.append(line)
                line = margin
            }
            line += line.count > indent ? " \(word)" : String(word)
        }
        return (lines + [line]).joined(separator: "\n") + "\n"
    }
}
