// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// Everything that one program can do, in the order of help; dispatch, help and completion are made from it.
struct CommandTable: Sendable {
    /// The program's file, which messages begin with.
    let program: String
    /// How people call it.
    let call: String
    /// What it is for, in a sentence.
    let summary: String
    /// Its commands.
    let all: [Command]

    /// Every program tells its version.
    static let version = Command(words: ["version"], summary: "Prints the version.") { _ in .text(Product.version) }

    /// The command that a command line begins with, and what follows its words.
    func find(_ arguments: [String]) -> (command: Command, rest: [String])? {
        // The longest match: `stake` must not hide anything that begins with it.
        let matches = all.filter { arguments.starts(with: $0.words) }
        return matches.max { $0.words.count < $1.words.count }.map { ($0, Array(arguments.dropFirst($0.words.count))) }
    }

    /// The words that may follow these ones.
    func words(after words: [String]) -> [String] {
        var next: [String] = []
        for command in all where command.words.count > words.count && command.words.starts(with: words) {
            let word = command.words[words.count]
            if !next.contains(word) { next.append(word) }
        }
        return next
    }

    /// What help says of all of it, or of a group.
    func usage(_ group: [String] = []) -> String {
        let chosen = all.filter { $0.words.starts(with: group) }
        let width = chosen.map { $0.words.joined(separator: " ").count }.max() ?? 0
        let lines = chosen.map { command in
            let name = command.words.joined(separator: " ")
            return "  \(name)\(String(repeating: " ", count: width - name.count))  \(command.summary)\n"
        }
        let head = ([call] + group + ["COMMAND", "[ARGUMENTS]", "[FLAGS]"]).joined(separator: " ")
        return """
            usage: \(head)

            \(group.isEmpty ? "\(summary)\n\n" : "")Commands:
            \(lines.joined())
            \(call) COMMAND --help shows what a command takes.

            """
    }
}
