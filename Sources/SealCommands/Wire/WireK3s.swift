// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Wiring

/// For k3s: everything that a server needs.
enum WireK3s {
    static let command = Command(
        words: ["wire", "k3s"],
        summary: "Wires the k3s server that this runs on, checks it, undoes it, or writes files for one.",
        settings: WireFlags.planning + [WireFlags.noProxy, WireFlags.authorityFile, WireFlags.out]
            + InPlaceCommands.settings,
        details: """
            Everything is looked at before anything is changed, what would change is shown, and somebody is asked. Certificates are made. What
            stood there is kept in wiring/saved of the folder. Where the apiserver is not ready two minutes later everything is put back. A run
            that was killed is undone by the next. Flags that say nothing leave the plan as it was the last time.

            With --out all files are written below a folder, each at its place, and nothing else is touched: look at them, or build
            an image of them. The certificates that they name are not among them.
            """
    ) { invocation throws(CommandFailure) in
        guard let folder = try invocation(WireFlags.out) else {
            return try InPlaceCommands.k3s(invocation)
        }
        let files = try WireCommands.files(try WireFlags.plan(.k3s, invocation), invocation)
        try WireCommands.write(files, below: folder)
        return WireCommands.report(files)
    }
}
