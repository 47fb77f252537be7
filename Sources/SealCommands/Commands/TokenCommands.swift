// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// Signed tokens: what a key's owner shows to a cluster instead of a secret that is kept.
enum TokenCommands {
    private static let isExecCredential = Setting(
        "exec-credential", key: "", group: "Token", .boolean, fallback: false, isFlagOnly: true,
        "Prints the token as kubectl takes it from a credential plugin.")
    private static let settings: [any AnySetting] = TokenOrder.settings + [TokenMaker.isUncached] + Flags.signing

    /// For people and scripts.
    static let sealctl = Command(
        words: ["token"], summary: "Signs a token that opens a cluster for 15 minutes at most.",
        settings: [isExecCredential] + settings,
        details: """
            Whoever has the token is its signer as far as the cluster can tell. It is kept for its lifetime in kubectl's
            cache, for its owner alone, so that a password is asked for once; --no-cache neither reads nor keeps one.
            """
    ) { invocation throws(CommandFailure) in
        if try invocation(isExecCredential) { return try credential(invocation) }
        let maker = try TokenMaker(invocation, ExecInfo())
        let token = try maker.token()
        guard try invocation(Flags.output) != .text else { return .script(token.text + "\n") }
        return .of(
            ("token", .text(token.text)), ("address", .text(maker.signer.address.description)),
            ("cluster", .text(maker.order.cluster.description)), ("audience", .text(maker.order.audience)),
            ("expires", .time(token.claims.expiresMilliseconds)))
    }

    /// For kubectl.
    static let plugin = Command(
        words: ["token"], summary: "Answers kubectl with a token: what a kubeconfig's exec entry runs.",
        settings: settings,
        details: """
            What kubectl says in $\(ExecInfo.variable) counts: audience, clusterId and clusterFile of the cluster's
            extension \(ExecInfo.extension), which `kubectl seal login` writes. Flags come before it.
            """,
        run: credential)

    /// Exactly one object on standard output.
    @Sendable private static func credential(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let info = try ExecInfo.read(invocation.environment) ?? ExecInfo()
        let credential = ExecCredential.report(try TokenMaker(invocation, info).token(), info.version)
        guard try invocation(Flags.output) == .text else { return credential }
        return .script(JSONWriter.write(credential))
    }
}
