// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// Something that a program of ours can be asked to do; help, completion and dispatch are made from it.
struct Command: Sendable {
    /// What follows the program: one word or two.
    let words: [String]
    /// What it does, in a line.
    let summary: String
    /// What it takes by place.
    var operands: [Operand] = []
    /// What it takes by name.
    var settings: [any AnySetting] = []
    /// What help says beside that.
    var details = ""
    /// Whether it ends with 0, 1 or 2 as diff(1) does: what pipelines ask of a program that compares.
    var endsAsDiff = false
    /// Does it.
    let run: @Sendable (Invocation) throws(CommandFailure) -> Report

    /// All that it takes by name: how the answer is written, too, unless it has a way of its own.
    var allSettings: [any AnySetting] { hasOwnFormats ? settings : settings + [Flags.output] }

    /// Whether it writes its answer in formats of its own.
    var hasOwnFormats: Bool { settings.contains { $0.name == Flags.output.name } }

    /// `sealctl seal mint [FLAGS]`.
    private func usage(_ call: String) -> String {
        ([call] + words + operands.map(\.usage) + ["[FLAGS]"]).joined(separator: " ")
    }

    /// All that help says to who calls the program so.
    func help(_ call: String) -> String {
        let places = operands.map { "  \($0.name)\n      \($0.help)\n" }.joined()
        return "usage: \(usage(call))\n\n\(summary)\n" + (details.isEmpty ? "" : "\n\(details)\n")
            + (places.isEmpty ? "" : "\nArguments:\n\(places)") + "\n" + Help.text(allSettings)
    }
}
