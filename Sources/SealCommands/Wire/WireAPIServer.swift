// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Wiring

/// For apiservers that are started by kubeadm, or by hand: what to start them with.
enum WireAPIServer {
    static let command = Command(
        words: ["wire", "kube-apiserver"],
        summary: "Prints the flags by which an apiserver asks our server, and writes the files that they name.",
        settings: WireFlags.planning + [WireFlags.authorityFile, WireFlags.out],
        details: """
            Standard output has a flag in each line, as kube-apiserver takes it. With --out all files are written, too: put them in
            place, apply wiring/cluster.yaml, start k3s-daas.socket and k3s-daas.service, then the apiserver. For kubeadm,
            wiring/kubeadm.yaml says the same as a part of its ClusterConfiguration. An apiserver that has
            --authorization-config must not have --authorization-mode.
            """
    ) { invocation throws(CommandFailure) in
        let plan = try WireFlags.plan(.kubeAPIServer, invocation)
        let flags = Wiring(plan, authorities: []).apiserverFlags().map { "--" + $0 }
        var written: [WiredFile] = []
        if let folder = try invocation(WireFlags.out) {
            written = try WireCommands.files(plan, invocation)
            try WireCommands.write(written, below: folder)
        } else if !plan.problems.isEmpty {
            throw CommandFailure(WiringRefusal.plan(ConfigurationError(plan.problems)))
        }
        guard try invocation(Flags.output) != .text else {
            return .script(flags.map { $0 + "\n" }.joined())
        }
        return .of(("flags", .list(flags.map { .text($0) })), ("files", WireCommands.report(written)))
    }
}
