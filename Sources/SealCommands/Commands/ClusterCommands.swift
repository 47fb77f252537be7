// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Kernel
internal import SuiLedger

/// Clusters: made, looked up, shown; and the capabilities that an admin hands out.
enum ClusterCommands {
    static let all: [Command] = [
        Command(
            words: ["cluster", "create"], summary: "Makes a cluster and writes its objects into the cluster file.",
            settings: Flags.sending,
            details: "The account becomes its admin. Give the cluster file to whoever is to use the cluster.",
            run: create),
        Command(
            words: ["cluster", "find"], summary: "Looks a cluster up and writes its objects into the cluster file.",
            operands: [Operand("CLUSTER", "the cluster's id")], settings: Flags.reading, run: find),
        Command(
            words: ["cluster", "show"], summary: "Shows the cluster's objects and parameters.", settings: Flags.reading,
            run: show),
        .sending(
            ["cap", "offer"], "Offers a capability to an account, which then accepts it.",
            operands: [kind, Operand("ADDRESS", "to whom")]
        ) { invocation, sender throws(CommandFailure) in
            try sender.session.calls().offerCapability(
                kind: try invocation.operand(0, "KIND", ValueKind<Kind>.oneOf).number,
                to: try invocation.operand(1, "ADDRESS", .address), cap: try sender.capability("AdminCap"))
        },
        .sending(["cap", "accept"], "Accepts a capability that was offered.", operands: [kind]) {
            invocation, sender throws(CommandFailure) in
            try sender.session.calls().acceptCapability(
                kind: try invocation.operand(0, "KIND", ValueKind<Kind>.oneOf).number)
        },
        .sending(
            ["cap", "revoke"], "Ends a slasher's or an operator's capability.",
            operands: [Operand("CAPABILITY", "its object id, as `sealctl events` shows it")]
        ) { invocation, sender throws(CommandFailure) in
            try sender.session.calls().revokeCapability(
                try invocation.operand(0, "CAPABILITY", .address), cap: try sender.capability("AdminCap"))
        },
    ]

    private static let kind = Operand("KIND", "admin, slasher or operator")

    private enum Kind: String, CaseIterable, Sendable {
        case admin, slasher, `operator`

        /// As the contracts number them.
        var number: UInt8 {
            switch self {
            case .admin: 1
            case .slasher: 2
            case .operator: 3
            }
        }
    }

    @Sendable private static func create(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let sender = try Sender(invocation)
        guard sender.session.file.ids == nil else {
            throw CommandFailure(
                "\(sender.session.path) names a cluster already: use another file with --cluster-file", .usage)
        }
        let outcome = try sender.send(ClusterCalls.createCluster(sender.session.file.package))
        guard !outcome.isDryRun else { return outcome.report }
        for case .clusterCreated(let created) in outcome.events { return try keep(created, sender.session) }
        throw Session.foreign
    }

    @Sendable private static func find(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        let wanted = try invocation.operand(0, "CLUSTER", ValueKind<Address>.address)
        var found: ClusterCreated?
        var file = session.file
        file.ids = nil
        for package in file.types where found == nil {
            var after: PageToken?
            repeat {
                let page = try session.ask(
                    EventPageQuestion(of: package, type: "cluster::ClusterCreated", from: 0, after: after))
                for event in page.events {
                    if case .clusterCreated(let created)? = try session.contract(event), created.cluster == wanted {
                        found = created
                    }
                }
                after = page.next
            } while after != nil && found == nil
        }
        guard let found else {
            throw CommandFailure(
                "no cluster \(wanted) was made by these contracts, as far as the node remembers", .refused)
        }
        return try keep(found, session)
    }

    private static func keep(_ ids: ClusterCreated, _ session: Session) throws(CommandFailure) -> Report {
        var file = session.file
        file.ids = ids
        do throws(FileError) { try file.write(session.path) } catch {
            throw CommandFailure(writing: session.path, error)
        }
        return Report.of(("clusterFile", .text(session.path))).joined(with: Report(reflecting: ids))
    }

    @Sendable private static func show(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        let ids = try session.ids()
        let params = try session.params()
        return Report.of(
            ("chain", .text(session.file.chain.description)), ("package", .text(session.file.package.description)),
            ("objects", Report(reflecting: ids)), ("parameters", params.map { Report(reflecting: $0) } ?? .null))
    }
}
