// SPDX-License-Identifier: Apache-2.0
import Bytes
import Configuration
import Crypto
import EnclaveBoot
import EnclaveSimulator
import Glibc
import Kernel
import Testing

// At the device it is asked by Tests/Peers/cases/nsm.py; here a simulator answers.
struct NSMCommandTests {
    /// A simulator's socket, for as long as the value lives.
    private final class Simulator {
        let module: SimulatedModule
        let path: String
        private let server: SimulatorServer

        init() throws {
            module = try SimulatedModule()
            path = "@nsm-command-\(getpid())-\(UInt64.random(in: 0 ... .max))"
            server = try SimulatorServer(module, path: path)
        }

        deinit { server.stop() }

        func ask(_ words: String...) -> CommandOutcome { NSMCommand.run(words + ["--simulator", path]) }
    }

    @Test func `a module says what it is`() throws {
        let outcome = try Simulator().ask("describe")
        let expected = """
            module: i-05ec0de0000000001-enc0191ec0de0000001
            version: 1.0.0
            digest: SHA384
            registers: 32
            locked: 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15

            """
        #expect(outcome == CommandOutcome(output: expected))
    }

    @Test func `registers are shown, one or all`() throws {
        let simulator = try Simulator()
        let machine =
            "0dc15247e4e2beeefccb38fd29e488fc214e3333e128507bb696dc3463ff690752d0d41ca69464360ce067b8047bde42"
        let zero = String(repeating: "0", count: 96)
        #expect(simulator.ask("pcr", "4") == CommandOutcome(output: "pcr4: \(machine) locked\n"))
        #expect(simulator.ask("pcr", "31") == CommandOutcome(output: "pcr31: \(zero) open\n"))
        let all = simulator.ask("pcr").output.split(separator: "\n")
        #expect(all.count == 32)
        #expect(all[4] == "pcr4: \(machine) locked")
    }

    @Test func `random bytes are as many as the module gives`() throws {
        let simulator = try Simulator()
        let (first, second) = (simulator.ask("random"), simulator.ask("random"))
        #expect(first.exit == .ok)
        #expect(first.output.utf8.count == 513)
        #expect(first != second)
    }

    @Test func `a document is genuine under its root and under no other`() throws {
        let simulator = try Simulator()
        let root = try simulator.module.rootFingerprint().hex
        let genuine = simulator.ask("attest", "--root", root, "--nonce", "0102")
        #expect(genuine.exit == .ok)
        let document = Base64.decode(String(genuine.output.dropLast()))
        #expect(document?.first == 0x84)
        #expect(genuine.messages == "genuine: i-05ec0de0000000001-enc0191ec0de0000001, root \(root)\n")
        let foreign = simulator.ask("attest", "--root", "aws")
        #expect(foreign.exit == .refused)
        #expect(foreign.output.isEmpty)
        #expect(foreign.messages.hasPrefix("wrong_root: "))
    }

    @Test func `what a module refuses is said`() throws {
        let outcome = try Simulator().ask("pcr", "32")
        #expect(outcome == CommandOutcome(messages: "the security module answers InvalidIndex\n", exit: .refused))
    }

    @Test(arguments: ["--device", "--simulator"]) func `nobody there is said, with the path`(_ flag: String) {
        let outcome = NSMCommand.run(["describe", flag, "/nowhere/nsm"])
        #expect(outcome.exit == .unavailable)
        #expect(outcome.messages.hasPrefix("/nowhere/nsm: "))
        #expect(outcome.output.isEmpty)
    }

    static let wrong: [[String]] = [
        [], ["extend"], ["describe", "1"], ["pcr", "one"], ["pcr", "256"], ["pcr", "1", "2"],
        ["describe", "--nonce", "00"], ["attest", "--nonce", "0"], ["attest", "--nonce", "0G"],
        ["attest", "--root", "mine"],
        ["attest", "--nonce", String(repeating: "00", count: 513)],
        ["attest", "--public-key", String(repeating: "00", count: 1025)], ["random", "--timeout", "0s"],
    ]

    @Test(arguments: wrong) func `what cannot be meant is refused before anybody is asked`(_ words: [String]) {
        let outcome = NSMCommand.run(words)
        #expect([ExitCode.usage, .configuration].contains(outcome.exit))
        #expect(outcome.output.isEmpty)
        #expect(!outcome.messages.isEmpty)
    }

    static let questions = [["--help"], ["describe", "-h"], ["pcr", "-h"], ["attest", "-h"], ["random", "--help"]]

    @Test(arguments: questions) func `help is to be had`(_ words: [String]) {
        let outcome = NSMCommand.run(words)
        #expect(outcome.exit == .ok)
        #expect(outcome.output.hasPrefix("usage: enclave-boot nsm "))
    }
}
