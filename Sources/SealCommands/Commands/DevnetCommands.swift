// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Crypto
internal import DevLedger
internal import HTTPClient
internal import Kernel
internal import SuiLedger

/// A local ledger to develop against: the contracts, a faucet, and a clock that one can turn.
enum DevnetCommands {
    private static let address = Setting(
        "address", letter: "a", key: "", group: "Ledger", ValueKind<SocketAddress>.address,
        fallback: SocketAddress.devnet, "Where it listens; loopback alone.")
    private static let ledgerFile = Setting(
        "ledger-file", letter: "l", key: "", group: "Ledger", ValueKind<String>.path.optional, fallback: nil,
        "Where its history is kept. By default `devnet` beside the cluster file's default place.")
    private static let seed = Setting(
        "seed", key: "", group: "Ledger", ValueKind<Int>.integer(0...Int.max), fallback: 1,
        "What its ids follow from: the same seed and the same transactions give the same ids.")
    private static let enclaveRoot = Setting(
        "enclave-root", key: "", group: "Ledger", ValueKind<Bytes32>.digest.optional, fallback: nil, isFlagOnly: true,
        "SHA-256 of the root whose enclaves may be registered: a simulator's, which proves nothing. "
            + "Without it none may.")
    private static let isStepped = Setting(
        "stepped", key: "", group: "Ledger", .boolean, fallback: false, isFlagOnly: true,
        "Its clock stands still unless `devnet step` turns it.")
    private static let epochs = Setting(
        "epochs", key: "", group: "Step", ValueKind<Int>.integer(0...100), fallback: 0, isFlagOnly: true,
        "How many epochs begin, after the time has passed.")
    private static let time = Setting(
        "time", key: "", group: "Step", ValueKind<Duration>.duration(.zero ... .seconds(315_360_000)), fallback: .zero,
        isFlagOnly: true, "How much time passes, such as 90s or 72h.")

    static let all: [Command] = [
        Command(
            words: ["devnet"], summary: "Runs a local ledger with the contracts, for development on this machine.",
            settings: [address, ledgerFile, seed, isStepped, enclaveRoot, Flags.clusterFile],
            details: """
                It writes the cluster file, so that the other commands find it. Begin with:
                sealctl wallet new me, sealctl faucet, sealctl cluster create, sealctl seal mint --stake 2SUI
                """, run: run),
        Command(
            words: ["devnet", "step"], summary: "Has time pass and epochs begin on the local ledger.",
            settings: [epochs, time] + Flags.reading, run: step),
        Command(
            words: ["devnet", "fault"], summary: "Has the local ledger do wrong what nodes do wrong, or stop that.",
            operands: [Operand("FAULT", "`none`, or JSON: see below")], settings: Flags.reading,
            details: """
                {"drop": 10, "lose": 10, "error": 10}     of a hundred requests so many are cut off, done and cut off, failed
                {"delay": 500} {"restart": 3000}          milliseconds
                {"lag": {"checkpoints": 40}}              or {"milliseconds": n}, or {"frozen": true}
                {"halt": true} {"reorder": true}          the clock stands, nothing is carried out; events out of order
                {"lie": "doubled-stake"}                  or "hidden-slashing"
                {"seed": 7}                               the same seed and the same requests meet the same faults
                """, run: fault),
    ]

    @Sendable private static func run(_ invocation: Invocation) throws(CommandFailure) -> Report {
        // Before the first thread: whoever starts one later must not get the signals.
        let waitForEnd = invocation.console.holdEnd()
        let path = try invocation.place(ledgerFile, "devnet")
        let (node, warning) = try open(path, invocation)
        if let root = try invocation(enclaveRoot), !node.believe(enclaveRoot: root) {
            throw CommandFailure("\(path): cannot be written", .cannotCreate)
        }
        let address = try invocation(address)
        let server: DevServer
        do throws(DevServer.Failure) { server = try DevServer(node, at: address) } catch {
            throw CommandFailure(error.description, .unavailable)
        }
        defer { server.stop() }
        let clusterFile = try join(node, server.url, try invocation.place(Flags.clusterFile, "cluster.yaml"))
        let notes = warning.map { "note: \($0)\n" } ?? ""
        let identity = node.identity
        let hello = Report.of(
            ("ledger", .text("for development on this machine: its SUI is worth nothing")), ("url", .text(server.url)),
            ("chain", .text(identity.chain.description)), ("package", .text(identity.package.description)),
            ("clusterFile", .text(clusterFile)), ("ledgerFile", .text(path)))
        if invocation.console.stream(notes + (try invocation(Flags.output)).write(hello)) { waitForEnd() }
        return .null
    }

    private static func open(
        _ path: String, _ invocation: Invocation
    ) throws(CommandFailure) -> (node: DevNode, warning: String?) {
        let seed = UInt64(try invocation(seed))
        let time: DevTime = try invocation(isStepped) ? .stepped : .running
        do throws(FileError) { try Folder.make(for: path) } catch { throw CommandFailure(writing: path, error) }
        do throws(HistoryError) { return try DevNode.open(path, seed: seed, time: time) } catch {
            throw CommandFailure("\(path): \(error)", .cannotCreate)
        }
    }

    /// Has the cluster file name this ledger; one that names another chain is left alone.
    private static func join(_ node: DevNode, _ url: String, _ path: String) throws(CommandFailure) -> String {
        let identity = node.identity
        var file = ClusterFile(
            chain: identity.chain, package: identity.package, types: [identity.package], nodes: [], ids: nil)
        if (try? FileStatus.of(path)) != nil {
            do throws(ConfigurationError) { file = try ClusterFile.read(path) } catch { throw CommandFailure(error) }
            guard file.chain == identity.chain else {
                throw CommandFailure("\(path) names another chain: use another file with --cluster-file", .usage)
            }
        }
        file.nodes = [NodeEndpoint(.graphQL, url)]
        do throws(FileError) { try file.write(path) } catch { throw CommandFailure(writing: path, error) }
        return path
    }

    @Sendable private static func fault(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        let text = invocation.operands[0] == "none" ? "null" : invocation.operands[0]
        try control("{\"fault\":\(text)}", session)
        return .of(("fault", text == "null" ? .null : .text(text)))
    }

    @Sendable private static func step(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        let milliseconds = UInt64(try invocation(time).wholeNanoseconds / 1_000_000)
        try control("{\"epochs\":\(try invocation(epochs)),\"milliseconds\":\(milliseconds)}", session)
        let epoch = try session.ask(EpochQuestion())
        return .of(("epoch", .number(epoch.number)), ("epochBegan", .time(epoch.startMilliseconds)))
    }
}

extension DevnetCommands {
    /// Tells the local ledger what to do.
    private static func control(_ order: String, _ session: Session) throws(CommandFailure) {
        guard let base = session.file.localLedger else {
            throw CommandFailure("\(session.path) names no local ledger", .usage)
        }
        var request = ClientRequest(.post, base + "/control", headers: [Header("content-type", "application/json")])
        request.body = Array(order.utf8)
        let response: ClientResponse
        do throws(ClientError) { response = try Client().perform(request) } catch {
            throw CommandFailure("the local ledger does not answer: \(error.description)", .unavailable)
        }
        guard response.status == 200 else {
            let reason = TextWriter.visible(String(decoding: response.body.prefix(1024), as: UTF8.self))
            throw CommandFailure("the local ledger refuses: \(reason)", .refused)
        }
    }
}

extension ValueKind where Value == Bytes32 {
    /// 32 bytes in hexadecimal.
    fileprivate static var digest: ValueKind {
        ValueKind(
            "SHA256",
            read: { text throws(ValueRefusal) in
                guard let digest = Bytes32(hex: text) else {
                    throw ValueRefusal("must be 64 hexadecimal digits in lower case")
                }
                return digest
            }, write: { $0.hex })
    }
}

extension SocketAddress {
    /// Where a local ledger is if nobody says.
    fileprivate static let devnet: SocketAddress = {
        guard let address = SocketAddress("127.0.0.1:9124") else { preconditionFailure("a literal address") }
        return address
    }()
}

extension ClusterFile {
    /// Where the local ledger is, if it is one: its faucet and its clock stand beside its GraphQL.
    var localLedger: String? {
        nodes.lazy.compactMap { node -> String? in
            guard node.url.hasPrefix("http://"), node.url.hasSuffix("/graphql") else { return nil }
            return String(node.url.dropLast("/graphql".count))
        }.first
    }
}
