// SPDX-License-Identifier: Apache-2.0
import Configuration
import Kernel
import TestSupport
import Testing

@testable import SealCommands

/// What real documents of other people's enclaves say, and what is said of them.
private struct ArchivedDocument: Sendable, CustomStringConvertible {
    let name: String
    let facts: Tree

    var description: String { name }
    var path: String { TestFiles.fixtures + "attestation/\(name).bin" }
    var isDebug: Bool { facts["debug_mode"].bool == true }

    var flags: [String] { (0..<3).flatMap { ["--pcr\($0)", facts["pcrs"]["\($0)"].text ?? ""] } }

    static let all: [ArchivedDocument] = {
        let folder = TestFiles.fixtures + "attestation"
        let names = (try? Folder.files(in: folder, limit: 100)) ?? []
        return names.filter { $0.hasSuffix(".json") }.compactMap { file in
            guard let facts = try? Tree.read("\(folder)/\(file)") else { return nil }
            return ArchivedDocument(name: String(file.dropLast(5)), facts: facts)
        }
    }()
}

private func verify(_ arguments: [String]) -> CommandOutcome {
    Sealctl.run(["enclave", "verify"] + arguments, environment: [:], console: Terminal.console)
}

@Suite(
    .timeLimit(.minutes(10)),
    .enabled(if: !ArchivedDocument.all.isEmpty, "no ../shared/fixtures/attestation here: archives were NOT looked at"))
struct EnclaveArchiveTests {
    @Test(arguments: ArchivedDocument.all.filter { !$0.isDebug })
    fileprivate func `a document is verified as of its own time, and it is said that this was then`(
        _ document: ArchivedDocument
    ) throws {
        let outcome = verify(["--document", document.path, "-o", "json"] + document.flags)
        #expect(outcome.exit == .ok, "\(outcome.messages)")
        let report = try Tree(json: outcome.output)
        #expect(report["verdict"].text == "verified as of then, which says nothing about now")
        #expect(report["isTrusted"].bool == true && report["isArchived"].bool == true)
        #expect(report["moduleID"].text == document.facts["module_id"].text)
        #expect(report["made"].integer == document.facts["timestamp_ms"].integer)
        let checked = report["measurements"].list.filter { $0["checked"].text == "as expected" }
        #expect(checked.map { $0["register"].text } == ["PCR0", "PCR1", "PCR2"])
        // None of them is an enclave of ours: no key is fixed.
        #expect(report["commitment"] == .null)
    }

    @Test(arguments: ArchivedDocument.all)
    fileprivate func `to look without trusting says so first`(_ document: ArchivedDocument) throws {
        let outcome = verify(["--document", document.path, "--any-pcrs", "--allow-debug"])
        #expect(outcome.exit == .ok, "\(outcome.messages)")
        let first = try #require(outcome.output.split(separator: "\n").first)
        let mode = document.isDebug ? "it runs in debug mode" : "nobody has said what should run there"
        #expect(first.hasPrefix("verdict:") && first.contains("UNTRUSTED: the document is genuine, and \(mode)"))
    }

    @Test(arguments: ArchivedDocument.all.filter(\.isDebug))
    fileprivate func `a debug enclave is refused unless it is asked for`(_ document: ArchivedDocument) throws {
        let outcome = verify(["--document", document.path, "--any-pcrs"])
        #expect(outcome.exit == .refused && outcome.output.isEmpty && outcome.messages.contains("debug mode"))
    }

    @Test func `other measurements, another root, another challenge and another time are refused`() throws {
        let document = try #require(ArchivedDocument.all.first { $0.name.hasPrefix("20240907") })
        func refused(_ flags: [String], _ reason: String) {
            let outcome = verify(["--document", document.path] + flags)
            #expect(outcome.exit == .refused && outcome.output.isEmpty, "\(flags)")
            #expect(outcome.messages.contains("not verified: ") && outcome.messages.contains(reason), "\(outcome)")
        }
        for index in 0..<3 {
            var flags = document.flags
            flags[2 * index + 1] = String(repeating: "1", count: 96)
            refused(flags, "something else than expected (PCR \(index))")
        }
        refused(document.flags + ["--pcr8", String(repeating: "1", count: 96)], "(PCR 8)")
        refused(document.flags + ["--root", "aws-us-gov"], "pinned root")
        refused(document.flags + ["--root", String(repeating: "0", count: 64)], "pinned root")
        refused(document.flags + ["--nonce", String(repeating: "0", count: 64)], "challenge")
        let made = try #require(document.facts["timestamp_ms"].integer)
        refused(document.flags + ["--at", "\(made + 5 * 3600 * 1000)"], "expired")
        let minute = verify(["--document", document.path, "--at", "\(made + 60_000)"] + document.flags)
        #expect(minute.exit == .ok && minute.output.contains("says nothing about now"), "\(minute)")
    }

    @Test func `a root may be given by its file`() throws {
        let document = try #require(ArchivedDocument.all.first { !$0.isDebug })
        let folder = TestFiles.fixtures + "attestation/"
        let own = verify(
            ["--document", document.path, "--root", folder + "aws.nitro-enclaves.pem"] + document.flags)
        #expect(own.exit == .ok && own.output.contains("AWS, 641a0321"), "\(own)")
        let other = verify(
            ["--document", document.path, "--root", folder + "aws-us-gov.nitro-enclaves.pem"] + document.flags)
        #expect(other.exit == .refused)
    }
}

@Suite(.timeLimit(.minutes(10))) struct EnclaveVerifyFlagTests {
    private static let pcrs = (0..<3).flatMap { ["--pcr\($0)", String(repeating: "1", count: 96)] }

    @Test(
        arguments: [
            (pcrs, "URL or --document"), (["https://a"], "--pcr0, --pcr1 and --pcr2 must be given"),
            (["https://a", "--pcr0", String(repeating: "1", count: 96)], "must be given"),
            (["https://a", "--any-pcrs"] + pcrs, "--any-pcrs asks for no measurements"),
            (["https://a", "--any-pcrs", "--pin-out", "/tmp/pin"], "--pin-out does not go"),
            (["https://a", "--allow-debug", "--pin-out", "/tmp/pin"] + pcrs, "--pin-out does not go"),
            (["https://a", "--document", "/tmp/x"] + pcrs, "goes with neither URL"),
            (["https://a", "--at", "1"] + pcrs, "--at and --nonce go with --document"),
            (["http://a"] + pcrs, "must be https://HOST"), (["https://a/b"] + pcrs, "must be https://HOST"),
            (["https://u@a"] + pcrs, "must be https://HOST"), (["https://"] + pcrs, "must be https://HOST"),
            (
                ["https://a"] + (0..<3).flatMap { ["--pcr\($0)", String(repeating: "0", count: 96)] },
                "must not be zero"
            ),
        ] as [([String], String)])
    func `what is wrong with a call is said before anybody is asked`(_ arguments: [String], _ reason: String) {
        let outcome = verify(arguments)
        #expect(outcome.exit == .usage && outcome.messages.contains(reason), "\(outcome)")
    }

    @Test(
        arguments: [
            (["--pcr0", "12"], "96 hexadecimal digits"), (["--root", "AWS"], "must be aws, aws-us-gov"),
            (["--root", String(repeating: "A", count: 64)], "must be aws, aws-us-gov"),
            (["--nonce", "00"], "16 to 64 bytes"),
        ] as [([String], String)])
    func `a value that is none is said`(_ flags: [String], _ reason: String) {
        let outcome = verify(["--document", "/tmp/x"] + flags)
        #expect(outcome.exit == .configuration && outcome.messages.contains(reason), "\(outcome)")
    }

    @Test func `what is not there is said`() {
        #expect(verify(["--document", "/none"] + Self.pcrs).exit == .noInput)
        #expect(verify(["--document", "/etc/hostname", "--root", "/none.pem"] + Self.pcrs).exit == .noInput)
        #expect(verify(["--document", "/etc/hostname", "--root", "/etc/hostname"] + Self.pcrs).exit == .configuration)
        let nonsense = verify(["--document", "/etc/hostname"] + Self.pcrs)
        #expect(nonsense.exit == .refused && nonsense.messages.contains("not the CBOR"), "\(nonsense)")
        let nobody = verify(["https://127.0.0.1:1"] + Self.pcrs)
        #expect(nobody.exit == .unavailable && nobody.messages.contains("nobody answers"), "\(nobody)")
    }
}
