// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Crypto
internal import DevLedger
internal import Kernel
internal import SealAuthN
internal import SuiLedger
internal import Wire

/// Seals: what tokens are checked against.
enum SealCommands {
    private static let permissions = Setting(
        "permissions", key: "", group: "Seal", ValueKind<String>.text("PERMISSION", atMost: 96).list(atMost: 16),
        fallback: [], isFlagOnly: true,
        "What the seal narrows the tier to, such as pods:read or team-a/deployments.apps:write; nothing: all of it.")
    private static let namespaces = Setting(
        "namespaces", key: "", group: "Seal", ValueKind<String>.text("NAME", atMost: 63).list(atMost: 8), fallback: [],
        isFlagOnly: true, "The namespaces that the seal is for; nothing: all that the tier allows.")
    private static let epochs = Setting(
        "epochs", key: "", group: "Seal", ValueKind<Int>.integer(0...100), fallback: 0, isFlagOnly: true,
        "For how many epochs (days, on the main network) the seal lives; 0: what the cluster sets.")
    private static let stake = Setting(
        "stake", key: "", group: "Seal", ValueKind<UInt64>.mist.optional, fallback: nil, isFlagOnly: true,
        "Stakes first, in the same transaction; for accounts that have no stake yet.")
    private static let isWorker = Setting(
        "worker", key: "", group: "Seal", .boolean, fallback: false, isFlagOnly: true,
        "A worker's seal: opens the public API, never the cluster.")
    private static let tokenFile = Setting(
        "token-file", key: "", group: "Seal", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "Where the token goes, for its owner alone, once the chain has it; it is not shown then. It waits in FILE.new meanwhile."
    )
    private static let owner = Setting(
        "owner", key: "", group: "Seal", ValueKind<Address>.address.optional, fallback: nil, isFlagOnly: true,
        "Whose seals; by default those of the wallet's account.")
    private static let seal = Operand("SEAL", "the seal's id, or its key, as `sealctl seal list` shows them")

    static let all: [Command] = [
        Command(
            words: ["seal", "mint"], summary: "Mints a seal and shows its token, once.",
            settings: [permissions, namespaces, epochs, stake, isWorker, tokenFile] + Flags.sending,
            details:
                "kubectl --token=TOKEN uses the cluster with it. Nobody can show it a second time: `seal refresh` makes a new one.",
            run: mint),
        Command(
            words: ["seal", "refresh"], summary: "Gives a seal a new token; the old one is dead at once.",
            operands: [seal], settings: [epochs, tokenFile] + Flags.sending, run: refresh),
        .sending(["seal", "revoke"], "Ends a seal; its token is dead at once.", operands: [seal]) {
            invocation, sender throws(CommandFailure) in
            let handle = try handle(invocation.operands[0], sender.session, sender.signer.address)
            return try sender.session.calls().revokeSeal(handle.reference)
        },
        Command(
            words: ["seal", "list"], summary: "Shows the seals that an account holds.",
            settings: [owner] + Flags.owning, run: list),
        Command(
            words: ["seal", "show"], summary: "Shows what the chain knows of a seal.",
            operands: [Operand("KEY", "the seal's key; `-` reads a token from standard input and never shows it")],
            settings: Flags.reading, run: show),
    ]

    @Sendable private static func mint(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let sender = try Sender(invocation)
        let calls = try sender.session.calls()
        let (permissions, namespaces) = (try invocation(permissions), try invocation(namespaces))
        let (epochs, stake) = (UInt64(try invocation(epochs)), try invocation(stake))
        let isWorker = try invocation(isWorker)
        if isWorker, !permissions.isEmpty || !namespaces.isEmpty || stake != nil {
            throw CommandFailure("a worker's seal has the contract's permissions: --worker stands alone", .usage)
        }
        return try issue(invocation, sender, calls) { token in
            let terms = SealTerms(
                key: token.key, bind: token.bind, permissions: permissions, namespaces: namespaces, epochs: epochs)
            if isWorker { return calls.createWorkerSeal(terms) }
            return stake.map { calls.stakeAndMintSeal($0, terms) } ?? calls.mintSeal(terms)
        }
    }

    @Sendable private static func refresh(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let sender = try Sender(invocation)
        let calls = try sender.session.calls()
        let epochs = UInt64(try invocation(epochs))
        let handle = try handle(invocation.operands[0], sender.session, sender.signer.address)
        return try issue(invocation, sender, calls) { token in
            calls.refreshSeal(handle.reference, key: token.key, bind: token.bind, epochs: epochs)
        }
    }

    /// Sends a program with a fresh token in it; with another one where the key was used before, whoever used it.
    ///
    /// A file that is to hold the token keeps what it held until the chain has the new one.
    private static func issue(
        _ invocation: Invocation, _ sender: Sender, _ calls: ClusterCalls, _ program: (NewToken) -> Program
    ) throws(CommandFailure) -> Report {
        let path = try invocation(tokenFile)
        let isDryRun = try invocation(Flags.isDryRun)
        var (token, file): (NewToken?, TokenFile?) = (nil, nil)
        let outcome: Sender.Outcome
        do throws(CommandFailure) {
            outcome = try sender.send(retrying: Abort("seal", "EKeyUsed")) { () throws(CommandFailure) in
                let fresh = try NewToken(
                    cluster: calls.ids.cluster, owner: sender.signer.address, invocation.console)
                if let path, !isDryRun {
                    file?.drop()
                    file = nil
                    file = try TokenFile(path, fresh)
                }
                token = fresh
                return program(fresh)
            }
        } catch {
            guard error.mayStand, let token else {
                file?.drop()
                throw error
            }
            // The seal may be there though nobody could say so: its token must not be lost, nor the one before it.
            if let file { throw CommandFailure("\(error.message); \(file.whereabouts)", error.exit) }
            throw CommandFailure(error.message, error.exit, rest: .of(("token", .text(token.text))))
        }
        guard let token, !outcome.isDryRun else { return outcome.report }
        try file?.take()
        // The token first: it is what was asked for.
        let shown: Report = path.map { .text($0) } ?? .text(token.text)
        guard case .record(let fields) = outcome.report else { return outcome.report }
        return .record(
            [.init(path == nil ? "token" : "tokenFile", shown), .init("key", .text(token.key.description))] + fields)
    }

    @Sendable private static func list(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        let owner = try invocation(owner)
        let account: Address
        if let owner { account = owner } else { account = try Signer(invocation).address }
        return .list(try rows(of: account, session))
    }

    /// The seals that an account holds, and what they are worth now.
    static func rows(of account: Address, _ session: Session) throws(CommandFailure) -> [Report] {
        let epoch = try session.ask(EpochQuestion()).number
        let generation = try session.account(of: account)?.generation
        var rows: [Report] = []
        for handle in try handles(of: account, session) {
            guard let seal = try session.seal(handle.key) else { continue }
            rows.append(
                .of(
                    ("seal", .text(seal.sealID.description)), ("key", .text(handle.key.description)),
                    ("kind", .text(seal.kind == 2 ? "worker" : "user")),
                    ("state", .text(state(seal, epoch: epoch, generation: generation))),
                    ("expiresEpoch", .number(seal.expiresEpoch)),
                    ("permissions", .list(seal.permissions.map { .text($0) })),
                    ("namespaces", .list(seal.namespaces.map { .text($0) }))))
        }
        return rows
    }

    @Sendable private static func show(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        let key = try key(invocation, try session.ids().cluster)
        guard let seal = try session.seal(key) else {
            throw CommandFailure("there is no seal under this key", .refused)
        }
        let epoch = try session.ask(EpochQuestion()).number
        let generation = try session.account(of: seal.owner)?.generation
        return Report.of(
            ("key", .text(key.description)), ("state", .text(state(seal, epoch: epoch, generation: generation)))
        ).joined(with: Report(reflecting: seal))
    }

    private static func key(_ invocation: Invocation, _ cluster: Address) throws(CommandFailure) -> SealKey {
        let text = invocation.operands[0]
        guard text == "-" else {
            guard text.hasPrefix("0x"), let raw = Bytes32(hex: String(text.dropFirst(2))) else {
                throw CommandFailure(
                    "KEY must be 0x and 64 hexadecimal digits, or - for a token on standard input", .usage)
            }
            return SealKey(raw)
        }
        guard var token = invocation.console.readInput(4096) else {
            throw CommandFailure("standard input cannot be read", .inputOutput)
        }
        defer { for index in token.indices { token[index] = 0 } }
        while token.last == UInt8(ascii: "\n") { token.removeLast() }
        do throws(CryptoError) {
            var hasher = try SealHasher(clusterId: cluster.raw)
            guard hasher.take(token.span) else { throw CryptoError(.invalidKey) }
            return SealKey(try hasher.key())
        } catch { throw CommandFailure("standard input is not a Seal token", .usage) }
    }

    /// What a seal is worth now, as far as the seal itself tells.
    private static func state(_ seal: Seal, epoch: UInt64, generation: UInt32?) -> String {
        if seal.revoked { return "revoked" }
        if epoch >= seal.expiresEpoch { return "expired" }
        guard let generation else { return "unstaked" }
        return seal.generation == generation ? "live" : "older than a slashing"
    }

    /// A seal's handle, as its owner holds it.
    struct Handle {
        let reference: ObjectReference
        let key: SealKey
    }

    /// The handles that an account holds for the cluster.
    static func handles(of owner: Address, _ session: Session) throws(CommandFailure) -> [Handle] {
        let cluster = try session.ids().cluster
        var handles: [Handle] = []
        for object in try session.owned(by: owner, "seal", "SealToken") {
            do throws(BCSError) {
                var reader = BCSReader(object.contents.span)
                _ = try reader.address()
                let of = try reader.address()
                let key = try SealKey(from: &reader)
                try reader.finish()
                if of == cluster { handles.append(Handle(reference: object.reference, key: key)) }
            } catch { throw Session.foreign }
        }
        return handles
    }

    /// The handle of the seal that a text names, by id, key or the handle's own id.
    static func handle(_ text: String, _ session: Session, _ owner: Address) throws(CommandFailure) -> Handle {
        for handle in try handles(of: owner, session) {
            if handle.key.description == text || handle.reference.id.description == text { return handle }
            if try session.seal(handle.key)?.sealID.description == text { return handle }
        }
        throw CommandFailure("\(owner) holds no such seal: `sealctl seal list` shows those that it holds", .refused)
    }
}
