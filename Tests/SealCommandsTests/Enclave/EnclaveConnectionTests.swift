// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import HTTPServer
import Kernel
import TestSupport
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct EnclaveConnectionTests {
    private static func verify(_ world: EnclaveWorld, _ more: [String]? = nil) -> CommandOutcome {
        let flags = more ?? world.flags
        return Sealctl.run(
            ["enclave", "verify", world.url, "--root", world.root] + flags, environment: [:],
            console: Terminal.console)
    }

    @Test func `an enclave that is what it should be is verified, and its key is pinned`() throws {
        let world = try EnclaveWorld()
        let pin = world.folder + "/pin"
        let outcome = Self.verify(world, world.flags + ["--pin-out", pin])
        #expect(outcome.exit == .ok, "\(outcome)")
        let first = try #require(outcome.output.split(separator: "\n").first)
        // The root is a simulator's: that is said before anything else.
        #expect(first.hasSuffix(" verified, by the word of a root that is not AWS's"))
        #expect(outcome.output.contains("as given, not AWS: \(world.root)") && outcome.output.contains("fits its keys"))
        #expect(world.asked == ["/api/v1/attestation"])
        // curl believes the pin, and no other.
        let curl = "curl -s -k -o /dev/null -w '%{http_code} %{exitcode}' --pinnedpubkey"
        let own = try EnclaveWorld.shell("/tmp", "\(curl) \"$(cat '\(pin)')\" \(world.url)/api/v1/cluster-ca || true")
        #expect(own == "404 0")
        let zeros = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        let other = try EnclaveWorld.shell("/tmp", "\(curl) '\(zeros)' \(world.url)/api/v1/cluster-ca || true")
        #expect(other == "000 90")
    }

    @Test func `programs are told the same`() throws {
        let world = try EnclaveWorld()
        let report = try Tree(json: Self.verify(world, world.flags + ["-o", "json"]).output)
        #expect(report["isTrusted"].bool == true && report["isArchived"].bool == false)
        #expect(report["commitment"]["tlsKey"].text == (try world.text("digest")) && report["isDebug"].bool == false)
        let registers = report["measurements"].list.map { "\($0["register"].text ?? "") \($0["checked"].text ?? "")" }
        #expect(
            registers == [
                "PCR0 as expected", "PCR1 as expected", "PCR2 as expected", "PCR4 -", "PCR16 fits its keys",
            ])
    }

    @Test func `who shows another's document is refused`() throws {
        var behaviour = EnclaveBehaviour()
        behaviour.commitsToOwnKey = false
        let world = try EnclaveWorld(behaviour)
        let pin = world.folder + "/pin"
        let outcome = Self.verify(world, world.flags + ["--pin-out", pin])
        #expect(outcome.exit == .refused && outcome.messages.contains("the connection is not to it"), "\(outcome)")
        #expect(access(pin, F_OK) != 0 && outcome.output.isEmpty)
        // Not even for inspection is it taken for that enclave.
        #expect(Self.verify(world, ["--any-pcrs"]).exit == .refused)
    }

    @Test func `a key that succeeded the first is the enclave's, if the key that signs says so`() throws {
        var behaviour = EnclaveBehaviour()
        behaviour.commitsToOwnKey = false
        behaviour.successions = [Succession(sequence: 2, namesOwnKey: false), Succession(sequence: 7)]
        let world = try EnclaveWorld(behaviour)
        let report = try Tree(json: Self.verify(world, world.flags + ["-o", "json"]).output)
        #expect(report["successor"].integer == 7 && report["isTrusted"].bool == true, "\(report)")
        #expect(world.asked == ["/api/v1/attestation", "/api/v1/security-context"])
    }

    @Test(
        arguments: [
            [Succession(isSigned: false)], [Succession(isInForce: false)], [Succession(namesOwnKey: false)],
            [Succession(), Succession(sequence: 2, namesOwnKey: false)],
            // Whatever comes first: the highest that holds is in force.
            [Succession(sequence: 2, namesOwnKey: false), Succession()],
        ])
    func `other words of succession are worth nothing`(_ successions: [Succession]) throws {
        var behaviour = EnclaveBehaviour()
        behaviour.commitsToOwnKey = false
        behaviour.successions = successions
        let outcome = Self.verify(try EnclaveWorld(behaviour))
        #expect(outcome.exit == .refused && outcome.messages.contains("the connection is not to it"), "\(outcome)")
    }

    @Test func `a first key that was succeeded is not the enclave's any more`() throws {
        var behaviour = EnclaveBehaviour()
        behaviour.successions = [Succession(namesOwnKey: false)]
        #expect(Self.verify(try EnclaveWorld(behaviour)).exit == .refused)
    }

    @Test(arguments: [(false, true), (true, false)])
    func `an enclave that fixes no key could be anybody`(_ commits: Bool, _ locks: Bool) throws {
        var behaviour = EnclaveBehaviour()
        (behaviour.commits, behaviour.locks) = (commits, locks)
        let world = try EnclaveWorld(behaviour)
        let outcome = Self.verify(world)
        #expect(outcome.exit == .refused && outcome.messages.contains("commits to no key"), "\(outcome)")
        let inspected = Self.verify(world, ["--any-pcrs"])
        #expect(inspected.exit == .ok && inspected.output.hasPrefix("verdict:"), "\(inspected)")
        #expect(inspected.output.contains("UNTRUSTED"), "\(inspected)")
        #expect(try Tree(json: Self.verify(world, ["--any-pcrs", "-o", "json"]).output)["pin"] == .null)
    }

    @Test func `an answer to another challenge is refused, and so is an old one`() throws {
        var behaviour = EnclaveBehaviour()
        behaviour.answersChallenge = false
        let replayed = Self.verify(try EnclaveWorld(behaviour))
        #expect(replayed.exit == .refused && replayed.messages.contains("challenge"), "\(replayed)")
        behaviour = EnclaveBehaviour()
        behaviour.age = .seconds(120)
        let old = Self.verify(try EnclaveWorld(behaviour))
        #expect(old.exit == .refused && old.messages.contains("older than allowed"), "\(old)")
    }

    @Test func `other measurements and another root are refused`() throws {
        let world = try EnclaveWorld()
        var flags = world.flags
        flags[1] = String(repeating: "1", count: 96)
        #expect(Self.verify(world, flags).messages.contains("(PCR 0)"))
        let aws = Sealctl.run(
            ["enclave", "verify", world.url] + world.flags, environment: [:], console: Terminal.console)
        #expect(aws.exit == .refused && aws.messages.contains("pinned root"))
    }

    @Test func `a debug enclave is refused unless it is asked for, and then it is said`() throws {
        let world = try EnclaveWorld(isDebug: true)
        let image = (0..<3).flatMap { ["--pcr\($0)", String(repeating: "1", count: 96)] }
        let refused = Self.verify(world, image)
        #expect(refused.exit == .refused && refused.messages.contains("debug mode"), "\(refused)")
        let inspected = Self.verify(world, image + ["--allow-debug"])
        #expect(inspected.exit == .ok && inspected.output.contains("UNTRUSTED"), "\(inspected)")
        #expect(inspected.output.contains("its memory can be read from outside"))
    }

    @Test(
        arguments: [
            (Status.notFound, "", ExitCode.unavailable, "no enclave's answer"),
            (.serviceUnavailable, "", .temporary, "is busy"), (.tooManyRequests, "", .temporary, "is busy"),
            (.ok, "", .unavailable, "no enclave's answer"), (.ok, "{\"document\":1}", .unavailable, "no enclave's"),
            (.ok, "{\"document\":\"AAAA\"}", .refused, "not verified"),
            (.ok, "{\"document\":\"AA==\",\"document\":\"AA==\"}", .unavailable, "no enclave's answer"),
            (.ok, String(repeating: " ", count: 70_000), .unavailable, "larger than allowed"),
        ] as [(Status, String, ExitCode, String)])
    func `what is no document is said`(_ status: Status, _ body: String, _ exit: ExitCode, _ reason: String) throws {
        var behaviour = EnclaveBehaviour()
        (behaviour.status, behaviour.body) = (status, body)
        let outcome = Self.verify(try EnclaveWorld(behaviour))
        #expect(outcome.exit == exit && outcome.messages.contains(reason), "\(outcome)")
    }
}

@Suite(.timeLimit(.minutes(10))) struct AttestedLoginTests {
    private static func login(_ world: TokenWorld, _ enclave: EnclaveWorld, _ more: [String]? = nil) -> CommandOutcome {
        KubectlSeal.run(
            ["login", "--server", enclave.url, "--attested", enclave.url, "--root", enclave.root]
                + (more ?? enclave.flags),
            environment: ["HOME": world.folder], console: Terminal.console)
    }

    @Test func `what the enclave says its authority is goes into the kubeconfig`() throws {
        let home = try TokenWorld()
        var behaviour = EnclaveBehaviour()
        behaviour.authority = try EnclaveWorld().text("own.crt")
        let enclave = try EnclaveWorld(behaviour)
        let outcome = Self.login(home, enclave)
        #expect(outcome.exit == .ok && outcome.output.contains("enclave:    i-"), "\(outcome)")
        #expect(outcome.output.contains("root:       as given, not AWS: \(enclave.root)"))
        let text = try home.text(".kube/config")
        let line = try #require(text.split(separator: "\n").first { $0.contains("certificate-authority-data") })
        let written = try EnclaveWorld.shell("/tmp", "echo '\(line.split(separator: "\"")[1])' | base64 -d")
        #expect(written == behaviour.authority)
    }

    @Test func `an apiserver with the enclave's own key is known by its certificate`() throws {
        let home = try TokenWorld()
        let enclave = try EnclaveWorld()
        #expect(Self.login(home, enclave).exit == .ok)
        let text = try home.text(".kube/config")
        let line = try #require(text.split(separator: "\n").first { $0.contains("certificate-authority-data") })
        let written = try EnclaveWorld.shell("/tmp", "echo '\(line.split(separator: "\"")[1])' | base64 -d")
        #expect(written == (try enclave.text("own.crt")))
    }

    @Test func `an apiserver that nothing leads to is refused`() throws {
        let home = try TokenWorld()
        let (enclave, other) = (try EnclaveWorld(), try EnclaveWorld())
        let outcome = KubectlSeal.run(
            ["login", "--server", other.url, "--attested", enclave.url, "--root", enclave.root] + enclave.flags,
            environment: ["HOME": home.folder], console: Terminal.console)
        #expect(outcome.exit == .refused && outcome.messages.contains("nothing that it says leads to"), "\(outcome)")
        #expect(access(home.folder + "/.kube/config", F_OK) != 0)
    }

    @Test func `nothing is written where the enclave does not verify`() throws {
        let home = try TokenWorld()
        var flags = try EnclaveWorld().flags
        flags[1] = String(repeating: "1", count: 96)
        let enclave = try EnclaveWorld()
        func refused(_ outcome: CommandOutcome, _ exit: ExitCode, _ reason: String) {
            #expect(outcome.exit == exit && outcome.messages.contains(reason), "\(outcome)")
            #expect(access(home.folder + "/.kube/config", F_OK) != 0)
        }
        refused(Self.login(home, enclave, flags), .refused, "something else than expected (PCR 0)")
        refused(Self.login(home, enclave, []), .usage, "--pcr0, --pcr1 and --pcr2 must be given")
        refused(Self.login(home, enclave, flags + ["--any-pcrs"]), .usage, "there is no such flag")
        let key = enclave.folder + "/own.crt"
        refused(
            Self.login(home, enclave, enclave.flags + ["--certificate-authority", key]), .usage, "the enclave says")
        var behaviour = EnclaveBehaviour()
        behaviour.authority = "-----BEGIN PRIVATE KEY-----"
        let strange = try EnclaveWorld(behaviour)
        refused(Self.login(home, strange), .unavailable, "no certificate in PEM")
        let unnamed = KubectlSeal.run(
            ["login", "--server", enclave.url] + enclave.flags, environment: ["HOME": home.folder],
            console: Terminal.console)
        refused(unnamed, .usage, "name it with --attested")
    }
}
