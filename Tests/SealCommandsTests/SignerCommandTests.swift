// SPDX-License-Identifier: Apache-2.0
import Configuration
import Crypto
import Kernel
import SuiLedger
import Testing

@testable import SealCommands

/// Programs that hold keys; one that signs rightly is in Tests/Peers, in Python.
@Suite(.timeLimit(.minutes(10))) struct SignerCommandTests {
    private static func run(_ world: TokenWorld, _ script: String, _ flags: [String] = []) throws -> CommandOutcome {
        let program = world.write("signer", "#!/bin/sh\n" + script + "\n", mode: 0o700)
        return Sealctl.run(
            ["token", "--signer-command", program] + flags,
            environment: ["HOME": world.folder, "PATH": "/usr/bin:/bin"],
            console: Console(
                askSecret: { _ in nil }, readInput: { _ in nil }, progress: { _ in }, stream: { _ in false },
                holdEnd: { {} }, now: { TokenWorld.start }))
    }

    /// A signature by a key of this test's, over something else.
    private static func signature(_ curve: Curve) throws -> UserSignature {
        let key = try PrivateKey.random(curve)
        return try key.sign(Array("another message".utf8), intent: .personalMessage)
    }

    @Test func `it is told the account, the purpose and the message, in one line`() throws {
        let world = try TokenWorld()
        let path = world.folder + "/told"
        _ = try Self.run(world, "cat >\(path)", ["--address", "0xabc"])
        let told = try world.text("told")
        let zeros = String(repeating: "0", count: 61)
        #expect(told.hasPrefix(#"{"address":"0x\#(zeros)abc","intent":"personal-message","message":""#))
        // The message's first bytes: the length of its domain, and the domain.
        #expect(told.contains(#""message":"EWszcy1kYWFzL3Rva2VuL3Yx"#) && told.hasSuffix("\"}\n"))
        #expect(told.filter { $0 == "\n" }.count == 1)
    }

    @Test func `without an address the wallet names it, and its key stays closed`() throws {
        let world = try TokenWorld()
        let path = world.folder + "/told"
        let outcome = try Self.run(world, "cat >\(path); exit 3")
        #expect(outcome.exit == .refused && outcome.messages.contains("it ended with 3"))
        #expect(try world.text("told").contains(world.address.description))
        let none = try Self.run(world, "cat", ["--wallet-file", "/nowhere"])
        #expect(none.exit == .noInput && none.messages.contains("--signer-command needs --address"))
    }

    @Test(
        arguments: [
            ("true", "one signature and nothing else"), ("echo a b", "one signature and nothing else"),
            ("echo nonsense", "not the Base64"), ("echo AAAA", "not the Base64"),
            ("echo AwAA", "multisig, zkLogin and passkey"), ("echo BQAA", "multisig, zkLogin and passkey"),
            ("kill -9 $$", "signal 9 ended it"), ("head -c 70000 /dev/zero", "more than 65536 bytes"),
        ] as [(String, String)])
    func `what is no answer is not taken for one`(_ script: String, _ reason: String) throws {
        let world = try TokenWorld()
        let outcome = try Self.run(world, script, ["--address", "0xabc"])
        #expect(
            outcome.exit != .ok && outcome.output.isEmpty && outcome.messages.contains(reason), "\(outcome.messages)")
        #expect(outcome.messages.contains("/signer: "))
    }

    @Test(arguments: [Curve.ed25519, .secp256k1, .secp256r1])
    func `another's signature is refused, and so is one of another message`(_ curve: Curve) throws {
        let world = try TokenWorld()
        let signature = try Self.signature(curve)
        let stranger = try Self.run(world, "echo \(signature.base64)", ["--address", "0xabc"])
        #expect(stranger.exit == .refused && stranger.messages.contains("it signed as \(signature.signer)"))
        let other = try Self.run(world, "echo \(signature.base64)", ["--address", signature.signer.description])
        #expect(other.exit == .refused && other.messages.contains("not one of this message"), "\(other.messages)")
        #expect(other.output.isEmpty)
    }

    @Test func `a program that is none is named before anything is asked`() throws {
        let world = try TokenWorld()
        for name in ["./signer", "signer", "sub/signer", "/nowhere/signer"] {
            let outcome = world.sealctl("token", "--signer-command", name)
            #expect(outcome.exit == .configuration && outcome.messages.contains("neither the absolute path"))
        }
        #expect(world.passwords == 0)
        // A kubeconfig cannot name one.
        let told =
            #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","#
            + #""spec":{"cluster":{"config":{"signerCommand":"/bin/true"}}}}"#
        let outcome = world.plugin("token", environment: ["KUBERNETES_EXEC_INFO": .some(told)])
        #expect(outcome.exit == .configuration && outcome.messages.contains("signerCommand"))
    }
}
