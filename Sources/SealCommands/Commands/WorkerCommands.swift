// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import ClusterSettings
internal import Configuration
internal import SuiLedger

/// Machines that stakers lend.
enum WorkerCommands {
    private static let joinKey = Setting(
        "join-key", key: "", group: "Worker", ValueKind<[UInt8]>.hex(32).optional, fallback: nil, isFlagOnly: true,
        "The machine's X25519 public key, which join material is sealed to.")
    private static let stake = Setting(
        "stake", key: "", group: "Worker", ValueKind<UInt64>.mist.optional, fallback: nil, isFlagOnly: true,
        "Stakes for the node first, in the same transaction.")
    private static let worker = Operand("OWNER", "the address of the worker's owner")

    static let all: [Command] = [
        .sending(
            ["worker", "register"], "Asks to be a worker of the cluster.",
            operands: [Operand("NODE", "the node's name: lowercase letters, digits and dashes")],
            settings: [joinKey, stake]
        ) { invocation, sender throws(CommandFailure) in
            guard let key = try invocation(joinKey) else { throw missingKey }
            return try sender.session.calls().registerWorker(
                node: invocation.operands[0], joinKey: key, stake: try invocation(stake))
        },
        .sending(["worker", "set-key"], "Changes the key that join material is sealed to.", settings: [joinKey]) {
            invocation, sender throws(CommandFailure) in
            guard let key = try invocation(joinKey) else { throw missingKey }
            return try sender.session.calls().setJoinRequest(joinKey: key)
        },
        .sending(["worker", "retire"], "Leaves.") { _, sender throws(CommandFailure) in
            try sender.session.calls().retireWorker()
        },
        .sending(
            ["worker", "heartbeat"], "Says how the machine is; counts once in ten minutes.",
            operands: [
                Operand("CPU", "use of the processors, in percent"), Operand("MEMORY", "use of the memory, in percent"),
                Operand("PODS", "how many pods run there"),
            ]
        ) { invocation, sender throws(CommandFailure) in
            let percent = ValueKind<Int>.integer(0...100)
            let (cpu, memory) = (
                try invocation.operand(0, "CPU", percent), try invocation.operand(1, "MEMORY", percent)
            )
            let pods = try invocation.operand(2, "PODS", ValueKind<Int>.integer(0...100_000))
            let worker = try worker(of: sender.signer.address, sender.session).worker
            guard case .shared(let version)? = try sender.session.ask(ObjectQuestion(worker))?.owner else {
                throw Session.foreign
            }
            return try sender.session.calls().heartbeat(
                worker: worker, version: version, cpuPercent: UInt8(cpu), memoryPercent: UInt8(memory),
                pods: UInt32(pods))
        },
        .sending(
            ["worker", "activate"], "Lets a worker work under a name in Kubernetes; for operators.",
            operands: [worker, Operand("NODE-NAME", "a name that no node had before")]
        ) { invocation, sender throws(CommandFailure) in
            try sender.session.calls().activateWorker(
                try invocation.operand(0, "OWNER", .address), nodeName: invocation.operands[1],
                cap: try sender.capability("OperatorCap"))
        },
        .sending(
            ["worker", "suspend"], "Takes a worker out of service; for operators.",
            operands: [worker, Operand("REASON", "why, for people")]
        ) { invocation, sender throws(CommandFailure) in
            try sender.session.calls().suspendWorker(
                try invocation.operand(0, "OWNER", .address), reason: invocation.operands[1],
                cap: try sender.capability("OperatorCap"))
        },
        Command(
            words: ["worker", "show"], summary: "Shows a worker, or all of them.",
            operands: [Operand("OWNER", "the address of the worker's owner", isOptional: true)],
            settings: Flags.reading, run: show),
        Command(
            words: ["worker", "enclave"],
            summary:
                "Shows where the account's worker finds the cluster's enclave, and the key that it must meet there.",
            settings: Flags.owning, run: enclave),
    ]

    private static let missingKey = CommandFailure(
        "--join-key is needed: the machine's X25519 public key, 64 hexadecimal digits", .usage)

    private static func worker(of owner: Address, _ session: Session) throws(CommandFailure) -> WorkerEntry {
        var found: WorkerEntry?
        try session.events("worker_registry::WorkerChanged") { _, event throws(CommandFailure) in
            if case .workerChanged(let event) = event, event.owner == owner { found = event.worker }
        }
        guard let found else {
            throw CommandFailure("\(owner) has no worker here: `sealctl worker register` comes first", .refused)
        }
        return found
    }

    @Sendable private static func show(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        if let owner = try invocation.optional(0, "OWNER", ValueKind<Address>.address) {
            let entry = try worker(of: owner, session)
            return Report.of(("owner", .text(owner.description)), ("state", .text(state(entry)))).joined(
                with: Report(reflecting: entry))
        }
        var workers: [Address: WorkerEntry] = [:]
        try session.events("worker_registry::WorkerChanged") { _, event throws(CommandFailure) in
            if case .workerChanged(let event) = event { workers[event.owner] = event.worker }
        }
        return .list(
            workers.sorted { $0.value.sequence < $1.value.sequence }.map { owner, entry in
                .of(
                    ("owner", .text(owner.description)), ("nodeID", .text(entry.nodeID)),
                    ("nodeName", .text(entry.nodeName)), ("state", .text(state(entry))), ("reason", .text(entry.reason))
                )
            })
    }

    private static func state(_ entry: WorkerEntry) -> String {
        let names = ["pending", "active", "suspended", "slashed", "retired"]
        return (1...names.count).contains(Int(entry.status)) ? names[Int(entry.status) - 1] : "\(entry.status)"
    }

    /// What `enclave_registry::get_nautilus_info_for_worker` answers, from the same entries.
    @Sendable private static func enclave(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        let address = try Signer(invocation).address
        let account = try session.account(of: address)
        var roll = EnclaveRoll()
        try session.events("enclave_registry") { _, event throws(CommandFailure) in roll.apply(event) }
        guard let serving = roll.enclave(forStake: account?.nodeAmount ?? 0) else {
            throw CommandFailure(
                "no enclave serves the class that the node's stake gives: ask the cluster's operator", .refused)
        }
        let enclave = serving.entry
        return .of(
            ("endpoint", .text(enclave.endpoint)), ("signingKey", .text(Hex.encode(enclave.signingKey))),
            ("tlsSpkiSHA256", .text(Hex.encode(enclave.tlsSpkiSHA256))),
            ("class", .number(UInt64(serving.level.rawValue))))
    }
}

extension ValueKind where Value == [UInt8] {
    /// Bytes in hexadecimal, exactly so many.
    static func hex(_ count: Int) -> ValueKind {
        ValueKind(
            "HEX",
            read: { text throws(ValueRefusal) in
                let digits = Array(text.utf8)
                guard let bytes = Hex.decode(digits.span, count: count), digits.count == 2 * count else {
                    throw ValueRefusal("must be \(2 * count) hexadecimal digits")
                }
                return bytes
            }, write: { Hex.encode($0) })
    }
}
