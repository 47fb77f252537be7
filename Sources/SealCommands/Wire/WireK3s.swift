// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Wiring

/// For k3s: everything that a server needs.
enum WireK3s {
    static let command = Command(
        words: ["wire", "k3s"], summary: "Writes everything that a k3s server needs to ask our server.",
        settings: WireFlags.planning + [WireFlags.noProxy, WireFlags.authorityFile, WireFlags.out],
        details: """
            With --out all files are written below a folder, each at its place, and nothing else is touched: look at them, or build
            an image of them. The certificates that they name are not among them.
            """
    ) { invocation throws(CommandFailure) in
        guard let folder = try invocation(WireFlags.out) else {
            throw CommandFailure("--out must be given: the folder that the files are written into", .usage)
        }
        let files = try WireCommands.files(try WireFlags.plan(.k3s, invocation), invocation)
        try WireCommands.write(files, below: folder)
        return WireCommands.report(files)
    }
}
