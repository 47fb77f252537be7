// SPDX-License-Identifier: Apache-2.0

/// A JSON document of our own making, in lines.
indirect enum JSONText {
    case text(String)
    case integer(Int)
    case flag(Bool)
    case list([JSONText])
    case object([(String, JSONText)])

    /// The document, with two spaces for each level.
    func written(margin: String = "") -> String {
        switch self {
        case .text(let text): return Self.quoted(text)
        case .integer(let number): return "\(number)"
        case .flag(let flag): return flag ? "true" : "false"
        case .list(let items):
            return "[" + items.map { $0.written(margin: margin) }.joined(separator: ", ") + "]"
        case .object(let members):
            guard !members.isEmpty else { return "{}" }
            let lines = members.map { "\(margin)  \(Self.quoted($0)): \($1.written(margin: margin + "  "))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(margin)}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
