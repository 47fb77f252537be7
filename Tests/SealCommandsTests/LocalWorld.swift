// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import Configuration
import Crypto
import DevLedger
import Glibc
import HTTPServer
import Kernel
import SuiLedger
import Testing

@testable import SealCommands

/// A local ledger behind HTTP, a folder, and the commands.
final class LocalWorld: Sendable {
    let node = DevNode(seed: 7, milliseconds: 1_795_212_180_500)
    let folder: String
    private let server: Server
    private let input = Locked<[UInt8]>([])
    private let answers = Locked<[[UInt8]]>([])
    private let streamed = Locked<[String]>([])
    private let chosen = Locked<[Bytes32]>([])
    private let warned = Locked<[String]>([])
    private let whenTold = Locked<@Sendable (String) -> Void>({ _ in })
    private let whenStreamed = Locked<@Sendable (String) -> Void>({ _ in })

    init() throws {
        var template = Array("/tmp/sealctl-test-XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        let listener = ListenerSettings(
            name: "dev", address: try #require(SocketAddress("127.0.0.1:0")), tls: nil,
            handlers: DevNodeHandlerFactory(node))
        var settings = ServerSettings()
        settings.loops = 1
        server = try Server(settings, listeners: [listener]) { _ in }
        try server.start()
        let url = "http://\(try #require(server.addresses["dev"]))/graphql"
        let identity = node.identity
        let file = ClusterFile(
            chain: identity.chain, package: identity.package, types: [identity.package],
            nodes: [NodeEndpoint(.graphQL, url)], ids: nil)
        try file.write(folder + "/k3s-daas/cluster.yaml")
        write("password", "correct horse\n", mode: 0o600)
    }

    deinit {
        server.stop()
        for name in [
            "k3s-daas/cluster.yaml", "k3s-daas/wallet", "password", "token", "token.new", "manifest", "other",
            "other.aliases",
            "devnet", "kubeconfig",
        ] {
            unlink(folder + "/" + name)
        }
        rmdir(folder + "/k3s-daas")
        _ = try? ChildProcess.ask("/bin/rm", ["-rf", folder + "/cache", folder + "/bin"], input: [UInt8]().span)
        rmdir(folder)
    }

    /// What tokens are made of, one after the other; chance where there is no more.
    var secrets: [Bytes32] {
        get { chosen.withLock { $0 } }
        set { chosen.withLock { $0 = newValue } }
    }

    /// What a person had ready to type and was not asked for, the last time.
    var unasked: [String] { answers.withLock { $0.map { String(decoding: $0, as: UTF8.self) } } }

    /// How many questions the ledger has answered.
    var answered: Int { server.statistics.listeners.reduce(0) { $0 + $1.replies.values.reduce(0, +) } }

    /// What was streamed so far.
    var lines: [String] { streamed.withLock { $0 } }

    /// What was told of faults so far.
    var warnings: [String] { warned.withLock { $0 } }

    /// Does this with each text that is streamed from now on, before who streams it goes on.
    func whenStreamed(_ body: @escaping @Sendable (String) -> Void) { whenStreamed.withLock { $0 = body } }

    /// Does this with each text that tells how far a command is, before it goes on.
    func whenTold(_ body: @escaping @Sendable (String) -> Void) { whenTold.withLock { $0 = body } }

    /// The ledger does what it is told from here on, and answers nobody any more: what became of it cannot be known.
    func goesSilentWhenSent() {
        whenTold { [node] text in
            guard text.hasPrefix("sending ") else { return }
            var faults = DevFaults()
            faults.lose = 100
            node.faults = faults
        }
    }

    func write(_ name: String, _ text: String, mode: mode_t) {
        let file = folder + "/" + name
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, mode)
        var text = text
        text.withUTF8 { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        chmod(file, mode)
    }

    /// Runs a command line; `input` is what stands on standard input, `answers` what a person types.
    func run(
        _ words: String..., key: String? = nil, input: String = "", answers: [String] = [], streams: Int = 0
    ) -> CommandOutcome {
        run(line: words, key: key, input: input, answers: answers, streams: streams)
    }

    func run(
        line: [String], key: String? = nil, input: String = "", answers: [String] = [], streams: Int = 0,
        table: CommandTable = Sealctl.table, environment extra: [String: String] = [:]
    ) -> CommandOutcome {
        let text = Array(input.utf8)
        self.input.withLock { $0 = text }
        let typed = answers.map { Array($0.utf8) }
        self.answers.withLock { $0 = typed }
        let (input, answers, streamed, chosen) = (self.input, self.answers, self.streamed, self.chosen)
        let (whenStreamed, whenTold) = (self.whenStreamed, self.whenTold)
        var console = Console(
            askSecret: { _ in answers.withLock { $0.isEmpty ? nil : $0.removeFirst() } },
            readInput: { limit in
                let bytes = input.withLock { $0 }
                return bytes.count <= limit ? bytes : nil
            }, progress: { text in whenTold.withLock { $0 }(text) },
            stream: { text in
                let count = streamed.withLock { lines in
                    lines.append(text)
                    return lines.count
                }
                whenStreamed.withLock { $0 }(text)
                return count < streams
            },
            makeSecret: { () throws(CryptoError) in
                if let next = chosen.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return next }
                return try Bytes32.random()
            }, holdEnd: { {} })
        let warned = warned
        console.warn = { text in warned.withLock { $0.append(text) } }
        var environment = ["XDG_CONFIG_HOME": folder]
        if answers.withLock({ $0.isEmpty }) { environment["K3S_DAAS_PASSWORD_FILE"] = folder + "/password" }
        if let key { environment["K3S_DAAS_KEY"] = key }
        return table.run(line, environment: environment.merging(extra) { $1 }, console: console)
    }

    /// Makes a key with SUI, under a password that costs as little as one can.
    func account(_ name: String, sui: UInt64 = 100) throws -> Address {
        let path = folder + "/k3s-daas/wallet"
        var wallet = (try? WalletFile.read(path)) ?? WalletFile()
        let key = try PrivateKey.random(.ed25519)
        let password = try Secret(copying: Array("correct horse".utf8).span)
        try wallet.add(key, name: name, password: password, cost: .least)
        try wallet.write(path)
        let address = Address(key.publicKey)
        #expect(node.faucet(sui * Mist.perSUI, to: address))
        return address
    }
}
