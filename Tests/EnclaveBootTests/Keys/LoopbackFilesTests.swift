// SPDX-License-Identifier: Apache-2.0
import Bytes
import Glibc
import Kernel
import Testing

@testable import EnclaveBoot

/// Expected values: what the `openssl` program reads.
@Suite(.timeLimit(.minutes(10))) struct LoopbackFilesTests {
    private static let now = WallTime(seconds: 1_767_225_600)  // 2026-01-01T00:00:00Z
    private static let names = ["ca.crt", "client.crt", "client.key", "server.crt", "server.key"]
    private let folder: TemporaryFolder
    private let own: String

    init() throws {
        folder = try TemporaryFolder()
        own = folder.path + "/run/loopback"
    }

    /// Files with these manifests in the image and these programs.
    private func files(manifests: [(name: String, text: [UInt8])] = [], programs: String = "") throws -> LoopbackFiles {
        let text = BootConfigurationTests.least + "loopback: {}\n" + programs
        var configuration = try BootConfiguration.parse(Array(text.utf8), name: "e.yaml").configuration
        configuration.loopback?.folder = own
        for manifest in manifests {
            let from = "\(folder.path)/\(manifest.name)"
            try FileReplacement.write(manifest.text.span, to: from, readers: .owner)
            configuration.loopback?.manifests.append(.init(from: from, to: "\(folder.path)/var/a/\(manifest.name)"))
        }
        return try #require(LoopbackFiles(configuration))
    }

    private func ask(_ path: String, _ arguments: [String]) throws -> (text: String, isGood: Bool) {
        let nothing: [UInt8] = []
        let answer = try ChildProcess.ask(path, arguments, input: nothing.span)
        return (String(decoding: answer.output, as: UTF8.self), answer.end == .code(0))
    }

    private func openssl(_ arguments: String...) throws -> (text: String, isGood: Bool) {
        try ask("/usr/bin/openssl", arguments)
    }

    private func verify(_ name: String, as purpose: String, at seconds: Int64, _ more: [String] = []) throws -> Bool {
        let arguments = ["verify", "-x509_strict", "-attime", "\(seconds)", "-purpose", purpose] + more
        return try ask("/usr/bin/openssl", arguments + ["-CAfile", "\(own)/ca.crt", "\(own)/\(name)"]).isGood
    }

    private func failure(_ files: LoopbackFiles) -> String? {
        do throws(LoopbackFiles.Failure) {
            try files.write(now: Self.now)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func `openssl believes both ends at its strictest, each for its use and on loopback alone`() throws {
        try files().write(now: Self.now)
        let now = Self.now.seconds
        #expect(try verify("server.crt", as: "sslserver", at: now))
        #expect(try verify("client.crt", as: "sslclient", at: now))
        #expect(try !verify("server.crt", as: "sslclient", at: now))
        #expect(try !verify("client.crt", as: "sslserver", at: now))
        for address in ["127.0.0.1", "::1"] {
            #expect(try verify("server.crt", as: "sslserver", at: now, ["-verify_ip", address]))
        }
        #expect(try verify("server.crt", as: "sslserver", at: now, ["-verify_hostname", "localhost"]))
        #expect(try !verify("server.crt", as: "sslserver", at: now, ["-verify_ip", "192.0.2.1"]))
        #expect(try !verify("server.crt", as: "sslserver", at: now, ["-verify_hostname", "enclave.example"]))
    }

    @Test func `they are good for ten years, and not for ever`() throws {
        try files().write(now: Self.now)
        let end = Self.now.seconds + 315_360_000
        for (name, purpose) in [("server.crt", "sslserver"), ("client.crt", "sslclient")] {
            #expect(try verify(name, as: purpose, at: end - 1))
            #expect(try !verify(name, as: purpose, at: end + 1))
        }
    }

    @Test func `the client is called what webhook-server expects of an apiserver`() throws {
        try files().write(now: Self.now)
        let shown = try openssl("x509", "-noout", "-subject", "-in", "\(own)/client.crt")
        #expect(shown.text == "subject=CN = kube-apiserver\n")
    }

    @Test func `keys belong to their certificates, and the authority's is nowhere`() throws {
        try files().write(now: Self.now)
        #expect(try Folder.files(in: own, limit: 16) == Self.names)
        let authority = try openssl("x509", "-noout", "-pubkey", "-in", "\(own)/ca.crt")
        for name in ["server", "client"] {
            let certified = try openssl("x509", "-noout", "-pubkey", "-in", "\(own)/\(name).crt")
            let held = try openssl("pkey", "-pubout", "-in", "\(own)/\(name).key")
            #expect(held.isGood)
            #expect(certified.text == held.text)
            #expect(certified.text != authority.text)
        }
    }

    @Test func `a key is its owner's alone, a certificate may be read by everybody`() throws {
        try files().write(now: Self.now)
        for name in Self.names {
            let status = try FileStatus.of("\(own)/\(name)")
            #expect(status.permissions == (name.hasSuffix(".key") ? 0o600 : 0o644), "\(name)")
        }
    }

    @Test func `each program owns the key of its end, and finds its way to it`() throws {
        guard getuid() == 0 else {
            print("skipped: only root can give files away")
            return
        }
        let programs = """
            programs:
              - {name: webhook, path: /a, user: 65534, group: 65533, loopback: server}
              - {name: k3s, path: /b, loopback: client}

            """
        let files = try files(programs: programs)
        for _ in 0..<2 { try files.write(now: Self.now) }
        let shown = try ask(
            "/usr/bin/stat", ["-c", "%u:%g:%a", "\(own)/server.key", "\(own)/client.key", "\(own)/ca.crt", own])
        #expect(shown.text == "65534:65533:600\n0:0:600\n0:0:644\n0:0:711\n")
    }

    @Test func `a manifest is told the authority wherever it asks for it, and is otherwise as it was`() throws {
        let text = "LLOOPBACK_AUTHORITY\nLOOPBACK_AUTHORIT\ncaBundle: LOOPBACK_AUTHORITY"
        let files = try files(manifests: [("a.yaml", Array(text.utf8))])
        try files.write(now: Self.now)
        let encoded = try openssl("base64", "-A", "-in", "\(own)/ca.crt").text
        let filled = try FileContents.read("\(folder.path)/var/a/a.yaml", limit: 1 << 20).bytes
        #expect(String(decoding: filled, as: UTF8.self) == "L\(encoded)\nLOOPBACK_AUTHORIT\ncaBundle: \(encoded)")
    }

    @Test func `a second run makes everything anew, and leaves it working`() throws {
        let files = try files(manifests: [("a.yaml", Array("caBundle: LOOPBACK_AUTHORITY\n".utf8))])
        try files.write(now: Self.now)
        let first = try FileContents.read("\(own)/ca.crt", limit: 4096).bytes
        try files.write(now: Self.now)
        let second = try FileContents.read("\(own)/ca.crt", limit: 4096).bytes
        #expect(first != second)
        #expect(try verify("server.crt", as: "sslserver", at: Self.now.seconds))
        #expect(try verify("client.crt", as: "sslclient", at: Self.now.seconds))
        #expect(try Folder.files(in: own, limit: 16) == Self.names)
        let encoded = try openssl("base64", "-A", "-in", "\(own)/ca.crt").text
        let filled = try FileContents.read("\(folder.path)/var/a/a.yaml", limit: 1 << 20).bytes
        #expect(String(decoding: filled, as: UTF8.self) == "caBundle: \(encoded)\n")
    }

    static let unfit: [(String, String)] = [
        ("caBundle: x\n", "a.yaml: LOOPBACK_AUTHORITY is nowhere in it: write it where the caBundle belongs"),
        ("", "a.yaml: LOOPBACK_AUTHORITY is nowhere in it: write it where the caBundle belongs"),
        (
            "LOOPBACK_AUTHORITY" + String(repeating: "x", count: (1 << 20) - 18),
            "a.yaml: longer than 1048576 bytes with the authority in it"
        ),
        (
            String(repeating: "LOOPBACK_AUTHORITY\n", count: 50_000),
            "a.yaml: longer than 1048576 bytes with the authority in it"
        ),
        (
            "LOOPBACK_AUTHORITY" + String(repeating: "x", count: (1 << 20) - 17),
            "a.yaml: longer than 1048576 bytes; hack/enclave --add puts a file into the image"
        ),
    ]

    @Test(arguments: unfit) func `a manifest that cannot be told is refused before anything is written`(
        _ text: String, _ reason: String
    ) throws {
        let said = failure(try files(manifests: [("a.yaml", Array(text.utf8))]))
        #expect(said == "\(folder.path)/\(reason)")
        #expect(throws: SystemError.self) { _ = try FileStatus.of(own) }
    }

    @Test func `a manifest that is not there is refused, with what puts it there`() throws {
        var configuration = try BootConfiguration.parse(
            Array((BootConfigurationTests.least + "loopback: {}\n").utf8), name: "e.yaml"
        ).configuration
        configuration.loopback = .init(folder: own, manifests: [.init(from: "/nowhere/a.yaml", to: "\(own)/a.yaml")])
        let said = failure(try #require(LoopbackFiles(configuration)))
        #expect(said?.hasPrefix("/nowhere/a.yaml: ") == true)
        #expect(said?.hasSuffix("; hack/enclave --add puts a file into the image") == true)
    }

    @Test func `a folder that cannot be written to is told`() throws {
        var configuration = try BootConfiguration.parse(
            Array((BootConfigurationTests.least + "loopback: {folder: /proc/nothing}\n").utf8), name: "e.yaml"
        ).configuration
        let said = failure(try #require(LoopbackFiles(configuration)))
        #expect(said?.hasPrefix("/proc/nothing/server.key: ") == true)
        configuration.loopback = nil
        #expect(LoopbackFiles(configuration) == nil)
    }
}
