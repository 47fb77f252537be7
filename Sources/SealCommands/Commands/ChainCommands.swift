// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import HTTPClient
internal import Kernel
internal import SuiLedger

/// Looking at the chain; and SUI for test networks.
enum ChainCommands {
    private static let isFollowing = Setting(
        "follow", letter: "f", key: "", group: "Events", .boolean, fallback: false, isFlagOnly: true,
        "Goes on with what happens from now on, a document for each event, until it is interrupted.")
    private static let from = Setting(
        "from", key: "", group: "Events", ValueKind<UInt64>.count, fallback: 0, isFlagOnly: true,
        "The first checkpoint that counts.")
    private static let amount = Setting(
        "amount", key: "", group: "Faucet", ValueKind<UInt64>.mist.optional, fallback: nil, isFlagOnly: true,
        "How much; only a local ledger lets itself be told.")
    private static let url = Setting(
        "url", key: "", group: "Faucet", ValueKind<String>.text("URL").optional, fallback: nil, isFlagOnly: true,
        "The faucet, such as https://faucet.testnet.sui.io/v2/gas; by default that of the local ledger in the cluster file."
    )

    static let all: [Command] = [
        Command(
            words: ["status"], summary: "Shows what an account holds and what its stake makes of it.",
            operands: [Operand("ADDRESS", "whose; by default the wallet's account", isOptional: true)],
            settings: Flags.owning, run: status),
        Command(
            words: ["events"], summary: "Shows what happened in the cluster, oldest first.",
            settings: [isFollowing, from] + Flags.reading, run: events),
        Command(
            words: ["tx"], summary: "Shows what became of a transaction.",
            operands: [Operand("DIGEST", "the transaction's digest")], settings: Flags.reading, run: transaction),
        Command(
            words: ["faucet"], summary: "Asks a test network, or the local ledger, for SUI.",
            operands: [Operand("ADDRESS", "for whom; by default the wallet's account", isOptional: true)],
            settings: [amount, url] + Flags.owning, run: faucet),
    ]

    // MARK: Accounts

    private static func address(_ invocation: Invocation) throws(CommandFailure) -> Address {
        if let address = try invocation.optional(0, "ADDRESS", ValueKind<Address>.address) { return address }
        return try Signer(invocation).address
    }

    @Sendable private static func status(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        let address = try address(invocation)
        let balance = try session.ask(BalanceQuestion(of: address))
        let epoch = try session.ask(EpochQuestion()).number
        var report = Report.of(
            ("address", .text(address.description)), ("balance", .amount(balance)), ("epoch", .number(epoch)))
        guard session.file.ids != nil else { return report }
        let standing = try AccountStanding(of: address, session)
        guard let account = standing.account else {
            return report.joined(with: .of(("tier", .text("none")), ("stake", .amount(0))))
        }
        report = report.joined(
            with: .of(
                ("tier", .text(standing.tier)), ("stake", .amount(account.amount)), ("state", .text(standing.state))))
        return report.joined(with: .of(("account", Report(reflecting: account))))
    }

    // MARK: History

    @Sendable private static func transaction(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        let digest = try invocation.operand(0, "DIGEST", ValueKind<Digest>.digest)
        guard let effects = try session.ask(TransactionQuestion(digest)) else {
            throw CommandFailure(
                "the node does not know this transaction: it was never sent, or is not final yet", .refused)
        }
        var events: [Report] = []
        for event in effects.events {
            let known = try session.contract(event)
            events.append(known.map { Report($0) } ?? .of(("event", .text(event.type.description))))
        }
        return .of(
            ("transaction", .text(digest.description)),
            ("state", .text(effects.failure == nil ? "succeeded" : "failed")),
            ("reason", effects.failure.map { .text(Refusals.sentence($0)) } ?? .null),
            ("checkpoint", effects.checkpoint.map { .number($0) } ?? .null),
            ("cost", .amount(UInt64(max(0, effects.gas.net)))), ("events", .list(events)))
    }

    @Sendable private static func events(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        let from = try invocation(from)
        guard try invocation(isFollowing) else {
            var rows: [Report] = []
            try session.events(from: from) { emitted, event throws(CommandFailure) in rows.append(row(emitted, event)) }
            return .list(rows)
        }
        try follow(invocation, session, from)
        return .null
    }

    private static func row(_ emitted: EmittedEvent, _ event: ContractEvent) -> Report {
        Report.of(
            ("checkpoint", emitted.checkpoint.map { .number($0) } ?? .null),
            ("transaction", .text(emitted.identity.transaction.description)),
            ("index", .number(UInt64(emitted.identity.index)))
        ).joined(with: Report(event))
    }

    /// A document for each event, until nobody reads them any more.
    private static func follow(
        _ invocation: Invocation, _ session: Session, _ from: UInt64
    ) throws(CommandFailure) {
        let format = try invocation(Flags.output)
        var plan = FollowPlan(packages: session.file.types, position: FollowPosition(checkpoint: from))
        var asking = SteadyAsking(warn: invocation.console.warn)
        while true {
            let answer = try asking.answer { () throws(CommandFailure) in try session.ask(plan.question) }
            let (events, step) = plan.take(answer)
            for emitted in events {
                guard let event = try session.contract(emitted), event.cluster == (try session.ids().cluster) else {
                    continue
                }
                guard invocation.console.stream(format.writeNext(row(emitted, event))) else { return }
            }
            if step == .wait { asking.wait() }
        }
    }

    // MARK: Faucet

    @Sendable private static func faucet(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        let address = try address(invocation)
        let amount = try invocation(amount)
        guard let url = try invocation(url) ?? session.file.localLedger.map({ $0 + "/v2/gas" }) else {
            throw CommandFailure("the cluster file names no local ledger: name a faucet with --url", .usage)
        }
        let extra = amount.map { ",\"amount\":\"\($0)\"" } ?? ""
        var request = ClientRequest(.post, url, headers: [Header("content-type", "application/json")])
        request.body = Array("{\"FixedAmountRequest\":{\"recipient\":\"\(address)\"\(extra)}}".utf8)
        request.timeout = try invocation(Flags.timeout)
        let before = try session.ask(BalanceQuestion(of: address))
        let status: Int
        do throws(ClientError) { status = try Client().perform(request).status } catch {
            throw CommandFailure("the faucet gives nothing: \(error.description)", .unavailable)
        }
        guard (200..<300).contains(status) else {
            let reason = status == 429 ? "it was asked too often: wait" : "HTTP status \(status)"
            throw CommandFailure("the faucet gives nothing: \(reason)", .refused)
        }
        // A faucet answers before its gift is on chain.
        for _ in 0..<20 {
            let after = try session.ask(BalanceQuestion(of: address))
            if after > before {
                return .of(
                    ("address", .text(address.description)), ("received", .amount(after - before)),
                    ("balance", .amount(after)))
            }
            Pause.take(.milliseconds(500))
        }
        throw CommandFailure(
            "the faucet answered, and nothing has arrived: look again with `sealctl status`", .temporary)
    }
}
