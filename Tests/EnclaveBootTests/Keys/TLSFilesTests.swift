// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import Kernel
import PKI
import Testing

@testable import EnclaveBoot

@Suite struct TLSFilesTests {
    private let folder: TemporaryFolder
    private let files: TLSFiles
    private static let now = WallTime(seconds: 1_767_225_600)

    init() throws {
        folder = try TemporaryFolder()
        let least = Array(BootConfigurationTests.least.utf8)
        var configuration = try BootConfiguration.parse(least, name: "e.yaml").configuration
        configuration.certificate.folder = folder.path + "/run/tls"
        files = TLSFiles(configuration)
    }

    @Test func `certificate and key are the owner's alone`() throws {
        let key = try TLSKey.random()
        _ = try files.write(key, now: Self.now)
        for path in [files.certificatePath, files.keyPath] {
            let status = try FileStatus.of(path)
            #expect(status.permissions == 0o600)
        }
    }

    @Test func `a program that serves TLS owns both, and finds its way to them`() throws {
        guard getuid() == 0 else {
            print("skipped: only root can give files away")
            return
        }
        let program = "{name: a, path: /a, user: 65534, group: 65533, tls: true}"
        let text = BootConfigurationTests.least + "programs: [\(program)]\n"
        var configuration = try BootConfiguration.parse(Array(text.utf8), name: "e.yaml").configuration
        configuration.certificate.folder = folder.path + "/run/tls"
        let key = try TLSKey.random()
        for _ in 0..<2 { _ = try TLSFiles(configuration).write(key, now: Self.now) }
        let nothing: [UInt8] = []
        let shown = try ChildProcess.ask(
            "/usr/bin/stat", ["-c", "%u:%g:%a", files.keyPath, files.certificatePath, folder.path + "/run/tls"],
            input: nothing.span)
        #expect(
            String(decoding: shown.output, as: UTF8.self) == "65534:65533:600\n65534:65533:600\n0:0:711\n")
    }

    @Test func `a renewal keeps the key, and comes after half of the life`() throws {
        let key = try TLSKey.random()
        let next = try files.write(key, now: Self.now)
        #expect(next == WallTime(seconds: Self.now.seconds + 43200))
        let first = try FileContents.read(files.keyPath, limit: 4096).bytes
        let old = try FileContents.read(files.certificatePath, limit: 4096).bytes
        _ = try files.write(key, now: next)
        let second = try FileContents.read(files.keyPath, limit: 4096).bytes
        let new = try FileContents.read(files.certificatePath, limit: 4096).bytes
        #expect(first == second)
        #expect(old != new)
    }

    @Test func `a folder that cannot be written to is told`() throws {
        let least = Array(BootConfigurationTests.least.utf8)
        var configuration = try BootConfiguration.parse(least, name: "e.yaml").configuration
        configuration.certificate.folder = "/proc/nothing"
        let key = try TLSKey.random()
        #expect(throws: TLSFiles.Failure.self) { _ = try TLSFiles(configuration).write(key, now: Self.now) }
    }

    @Test func `an end that has passed is renewed at once`() {
        let past = WallTime(seconds: Self.now.seconds - 10)
        #expect(TLSFiles.renewal(notAfter: past, now: Self.now) == Self.now)
    }
}
