// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// Says what is right and what is wrong, from an operator's or a user's machine.
enum ClusterDoctorCommand {
    static let servers = Setting(
        "server", key: "", group: "Apiservers", ValueKind<String>.text("URL", atMost: 1024).list(atMost: 32),
        fallback: [],
        isFlagOnly: true, "An apiserver to look at, https://HOST:PORT; by default all that the cluster has.")
    static let operations = Setting(
        "ops", key: "", group: "Server", ValueKind<String>.text("URL", atMost: 1024).list(atMost: 32), fallback: [],
        isFlagOnly: true,
        "A server's ops listener, http://HOST:PORT; by default that of this machine, if it is a server.")
    static let root = Setting(
        "root", key: "", group: "Server", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "Where the server's files are: a folder in which a machine's root lies.")

    static let command = Command(
        words: ["doctor"],
        summary: "Says what is right and what is wrong, from a token to a decision, and what would help.",
        settings: [
            servers, operations, root, LoginCommand.kubeconfig, DoctorCommand.kubeContext, DoctorCommand.tokenFile,
        ]
            + [TokenOrder.audience, TokenOrder.clusterID, TokenOrder.lifetime, TokenMaker.isUncached]
            + Flags.reading + Flags.signing,
        details: """
            A line for each thing that is looked at: ok, warning, failed, skipped (it need not be looked at, or not from here) or unseen
            (it should be, and could not be). It ends with 0 if all is right, with 1 if something is wrong, with 2 if nothing is known to
            be wrong and something could not be seen. As root on a server it sees most. Nothing is changed; a token is shown to apiservers
            alone, over connections that were checked.
            """,
        endsAsDiff: true
    ) { invocation throws(CommandFailure) in
        var doctor = try ClusterDoctor(invocation)
        try doctor.examine()
        let isForPeople = try invocation(Flags.output) == .text
        let report = Report.list(doctor.findings.map { isForPeople ? $0.shortReport : $0.detailedReport })
        return try conclude(doctor.findings, report)
    }

    /// What the whole of it means.
    static func conclude(_ findings: [Finding], _ report: Report) throws(CommandFailure) -> Report {
        func names(_ state: Finding.State) -> String {
            var names: [String] = []
            for finding in findings where finding.state == state && !names.contains(finding.check) {
                names.append(finding.check)
            }
            return names.joined(separator: ", ")
        }
        guard names(.failed).isEmpty else {
            throw CommandFailure("something is wrong: look at \(names(.failed))", .different, rest: report)
        }
        guard names(.unseen).isEmpty else {
            throw CommandFailure(
                "nothing is known to be wrong; what could not be seen: \(names(.unseen))", .trouble, rest: report)
        }
        return report
    }
}
