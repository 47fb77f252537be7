// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import Configuration
import Crypto
import Glibc
import Kernel
import SealAuthN
import SuiLedger
import Testing

@testable import SealCommands

/// A home with a wallet and a cluster file, a clock that stands still, and a person who counts how often a password is asked for.
final class TokenWorld: Sendable {
    static let start = WallTime(seconds: 1_795_212_180)  // 2026-11-20T22:03:00Z
    static let cluster = Address(0xC1)
    let folder: String
    let address: Address
    private let clock = Locked(TokenWorld.start)
    private let asked = Locked(0)
    private let said = Locked<[String]>([])

    init() throws {
        var template = Array("/tmp/token-test-XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        let key = try PrivateKey.random(.ed25519)
        address = Address(key.publicKey)
        var wallet = WalletFile()
        let password = try Secret(copying: Array("correct horse".utf8).span)
        try wallet.add(key, name: "me", password: password, cost: .least)
        var file = ClusterFile(
            chain: try #require(Digest("69WiPg3DAQiwdxfncX6wYQ2siKwAe6L9BZthQea3JNMD")), package: Address(2),
            types: [Address(2)], nodes: [], ids: nil)
        file.ids = ClusterCreated(
            cluster: Self.cluster, creator: Address(1), stakes: Address(3), sealRegistry: Address(4), seals: Address(5),
            workerRegistry: Address(6), scheduler: Address(7), enclaveRegistry: Address(8), governance: Address(9),
            auditAnchor: Address(10))
        try file.write(folder + "/.config/k3s-daas/cluster.yaml")
        try wallet.write(folder + "/.config/k3s-daas/wallet")
    }

    deinit { _ = try? ChildProcess.ask("/bin/rm", ["-rf", folder], input: [UInt8]().span) }

    var now: WallTime {
        get { clock.withLock { $0 } }
        set { clock.withLock { $0 = newValue } }
    }

    /// How often a password was asked for.
    var passwords: Int { asked.withLock { $0 } }
    /// What a person was told beside the answer.
    var notes: [String] { said.withLock { $0 } }

    var cache: String { folder + "/.kube/cache/k3s-daas" }

    func wait(seconds: Int64) { now = WallTime(nanoseconds: now.nanoseconds + seconds * 1_000_000_000) }

    private func console(_ password: String, input: String) -> Console {
        let (clock, asked, said) = (clock, asked, said)
        let (typed, bytes) = (Array(password.utf8), Array(input.utf8))
        return Console(
            askSecret: { _ in
                asked.withLock { $0 += 1 }
                return typed
            }, readInput: { _ in bytes }, progress: { _ in }, stream: { _ in false }, holdEnd: { {} },
            note: { text in said.withLock { $0.append(text) } }, now: { clock.withLock { $0 } })
    }

    private func environment(_ changes: [String: String?]) -> [String: String] {
        var environment = ["HOME": folder, "PATH": "/usr/bin:/bin"]
        for (name, value) in changes { environment[name] = value }
        return environment
    }

    func plugin(
        _ line: String..., environment: [String: String?] = [:], password: String = "correct horse", input: String = ""
    ) -> CommandOutcome {
        KubectlSeal.run(
            line, environment: self.environment(environment), console: console(password, input: input))
    }

    func sealctl(_ line: String..., environment: [String: String?] = [:]) -> CommandOutcome {
        Sealctl.run(line, environment: self.environment(environment), console: console("correct horse", input: ""))
    }

    func write(_ name: String, _ text: String, mode: mode_t = 0o600) -> String {
        let file = folder + "/" + name
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, mode)
        var text = text
        text.withUTF8 { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        chmod(file, mode)
        return file
    }

    func text(_ name: String) throws -> String {
        String(decoding: try FileContents.read(folder + "/" + name, limit: 1 << 20).bytes, as: UTF8.self)
    }

    /// The only file of the cache with this end.
    func cached(_ end: String = ".json") throws -> String {
        let listed = try ChildProcess.ask("/bin/ls", [cache], input: [UInt8]().span)
        let names = String(decoding: listed.output, as: UTF8.self).split(separator: "\n").filter { $0.hasSuffix(end) }
        try #require(names.count == 1)
        return cache + "/" + names[0]
    }

    /// The claims of a token in what was printed, whose signature is the wallet's.
    func claims(_ outcome: CommandOutcome) throws -> TokenClaims {
        let text = try #require(outcome.output.split { "\" \n".contains($0) }.first { $0.hasPrefix("sealsig1.") })
        let bytes = Array(text.utf8)
        let token = try UnverifiedSignedToken(bytes.span).verified()
        #expect(token.signer == address)
        return token.claims
    }
}
