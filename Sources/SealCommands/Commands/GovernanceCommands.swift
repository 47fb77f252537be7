// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import SuiLedger

/// Slashing, by who may and by vote.
enum GovernanceCommands {
    private static let owner = Operand("OWNER", "whose stake")
    private static let fraction = Operand("FRACTION", "how much of it, in percent, such as 10 or 2.5")
    private static let evidence = Operand("EVIDENCE", "the SHA-256 of what proves it: 64 hexadecimal digits")
    private static let proposal = Operand("PROPOSAL", "the proposal's number")
    private static let workerReason = Setting(
        "worker-reason", key: "", group: "Slashing", ValueKind<String>.text("REASON", atMost: 256).optional,
        fallback: nil, isFlagOnly: true, "Takes the owner's worker out of service as well, for this reason.")

    static let all: [Command] = [
        .sending(
            ["slash"], "Takes a fraction of all that an account has in the pool; for slashers.",
            operands: [owner, fraction, evidence], settings: [workerReason]
        ) { invocation, sender throws(CommandFailure) in
            let (owner, fraction, evidence) = try blame(invocation)
            let cap = try sender.capability("SlasherCap")
            let calls = try sender.session.calls()
            if let reason = try invocation(workerReason) {
                return calls.slashWorker(owner, fraction: fraction, evidence: evidence, reason: reason, cap: cap)
            }
            return calls.slash(owner, fraction: fraction, evidence: evidence, cap: cap)
        },
        .sending(
            ["propose"], "Proposes to slash an account, for a bond that a lost vote costs.",
            operands: [owner, fraction, evidence]
        ) { invocation, sender throws(CommandFailure) in
            let (owner, fraction, evidence) = try blame(invocation)
            return try sender.session.calls().proposeSlashing(
                owner, fraction: fraction, evidence: evidence, bond: try bond(sender.session))
        },
        .sending(
            ["vote"], "Votes on a proposal, once in each round.",
            operands: [proposal, Operand("VOTE", "yes or no")]
        ) { invocation, sender throws(CommandFailure) in
            try sender.session.calls().vote(
                try invocation.operand(0, "PROPOSAL", .count),
                support: try invocation.operand(1, "VOTE", ValueKind<Vote>.oneOf) == .yes)
        },
        .sending(
            ["appeal"], "Has everybody vote again about a slashing of one's own, for a bond.", operands: [proposal]
        ) {
            invocation, sender throws(CommandFailure) in
            try sender.session.calls().appeal(
                try invocation.operand(0, "PROPOSAL", .count), bond: try bond(sender.session))
        },
        .sending(["execute"], "Does what a vote decided; anybody may.", operands: [proposal]) {
            invocation, sender throws(CommandFailure) in
            try sender.session.calls().executeProposal(try invocation.operand(0, "PROPOSAL", .count))
        },
        Command(
            words: ["proposals"], summary: "Shows the proposals and where they stand.", settings: Flags.reading,
            run: list),
    ]

    private enum Vote: String, CaseIterable, Sendable { case yes, no }

    private static func blame(
        _ invocation: Invocation
    ) throws(CommandFailure) -> (owner: Address, fraction: UInt64, evidence: [UInt8]) {
        (
            try invocation.operand(0, "OWNER", ValueKind<Address>.address),
            try invocation.operand(1, "FRACTION", ValueKind<UInt64>.percent),
            try invocation.operand(2, "EVIDENCE", ValueKind<[UInt8]>.hex(32))
        )
    }

    /// What proposing costs now.
    private static func bond(_ session: Session) throws(CommandFailure) -> UInt64 {
        let bond = try session.params()?.proposalBond
        guard let bond else { throw CommandFailure("the cluster's parameters are not known to the node", .unavailable) }
        return bond
    }

    @Sendable private static func list(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        var proposals: [UInt64: SlashingProposal] = [:]
        try session.events("governance") { _, event throws(CommandFailure) in
            switch event {
            case .proposalChanged(let event): proposals[event.proposalID] = event.proposal
            case .voteCast(let event): proposals[event.proposalID] = event.proposal
            default: break
            }
        }
        let states = ["open", "executed", "rejected", "superseded"]
        return .list(
            proposals.sorted { $0.key < $1.key }.map { number, proposal in
                let isKnown = (1...states.count).contains(Int(proposal.status))
                return .of(
                    ("proposal", .number(number)),
                    ("state", .text(isKnown ? states[Int(proposal.status) - 1] : "\(proposal.status)")),
                    ("target", .text(proposal.target.description)), ("fraction", .text("\(proposal.fraction)/10000")),
                    ("round", .number(UInt64(proposal.round))), ("yes", .number(proposal.yesPower)),
                    ("no", .number(proposal.noPower)), ("turnout", .amount(proposal.turnout)),
                    ("eligible", .amount(proposal.eligible)), ("until", .time(proposal.deadlineMilliseconds)))
            })
    }
}

extension ValueKind where Value == UInt64 {
    /// Percent, as the contracts count them: in hundredths.
    static var percent: ValueKind {
        ValueKind(
            "PERCENT",
            read: { text throws(ValueRefusal) in
                guard let value = WholeNumber.readDecimal(text[...], digits: 2), (1...10_000).contains(value) else {
                    throw ValueRefusal("must be from 0.01 to 100, with at most two decimals")
                }
                return UInt64(value)
            }, write: { "\($0 / 100).\($0 / 10 % 10)\($0 % 10)" })
    }
}
