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
    /// Does it.
    let run: @Sendable (Invocation) throws(CommandFailure) -> Report

    /// `sealctl seal mint [FLAGS]`.
    private func usage(_ call: String) -> String {
        ([call] + words + operands.map(\.usage) + ["[FLAGS]"]).joined(separator: " ")
    }

    /// All that help says to who calls the program so.
    func help(_ call: String) -> String {
        let places = operands.map { "  \($0.name)\n      \($0.help)\n" }.joined()
        return "usage: \(usage(call))\n\n\(summary)\n" + (details.isEmpty ? "" : "\n\(details)\n")
            + (places.isEmpty ? "" : "\nArguments:\n\(places)") + "\n" + Help.text(settings + [Flags.output])
    }
}
