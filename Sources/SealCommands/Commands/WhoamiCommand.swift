// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import SuiLedger

/// Who somebody is to a cluster, by what the chain says.
enum WhoamiCommand {
    static let command = Command(
        words: ["whoami"], summary: "Shows whom the cluster takes you for: address, stake, tier and seals.",
        settings: Flags.reading + Flags.signing,
        details: """
            The chain is asked, not the cluster: `kubectl auth whoami` shows what the apiserver makes of it, and
            `kubectl seal doctor` why the two differ.
            """
    ) { invocation throws(CommandFailure) in
        let session = try Session(invocation)
        let cluster = try session.ids().cluster
        let address = try TokenSigner(invocation).address
        let standing = try AccountStanding(of: address, session)
        return .of(
            ("address", .text(address.description)), ("username", .text("sui:\(address)")),
            ("cluster", .text(cluster.description)), ("stake", .amount(standing.account?.amount ?? 0)),
            ("tier", .text(standing.tier)), ("state", .text(standing.state)),
            ("generation", .number(UInt64(standing.account?.generation ?? 0))),
            ("seals", .list(try SealCommands.rows(of: address, session))))
    }
}
