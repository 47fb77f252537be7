// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// Says why access fails.
enum DoctorCommand {
    static let kubeContext = Setting(
        "context", key: "", group: "Kubeconfig", ValueKind<String>.text("NAME", atMost: 253).optional, fallback: nil,
        isFlagOnly: true, "Which context of the kubeconfig; by default the current one.")
    static let tokenFile = Setting(
        "token-file", key: "", group: "Token", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "A token to look at, in a file that its owner alone may read; - reads it from standard input.")

    static let command = Command(
        words: ["doctor"], summary: "Says why the cluster does not let you in, and what would help.",
        settings: [LoginCommand.kubeconfig, kubeContext, tokenFile, TokenOrder.audience, TokenOrder.clusterID]
            + [TokenOrder.lifetime] + Flags.reading + Flags.signing,
        details: """
            A line for each thing that is looked at: ok, warning, failed or skipped. It ends with 0 if access should work, with 77
            if not. Nothing is sent but questions to the nodes of the cluster file; a token is made, as kubectl would have it made,
            and not shown.
            """
    ) { invocation throws(CommandFailure) in
        var doctor = Doctor(invocation)
        doctor.examine()
        let report = Report.list(doctor.findings.map(\.report))
        let failed = doctor.findings.filter { $0.state == .failed }
        guard !failed.isEmpty else { return report }
        let names = failed.map(\.check).joined(separator: ", ")
        throw CommandFailure("access should not work: look at \(names)", .refused, rest: report)
    }
}
