// SPDX-License-Identifier: Apache-2.0
import Attestation
import Crypto
import EnclaveSimulator
import Kernel
import Testing

@testable import EnclaveBoot

@Suite struct TLSRotationTests {
    private static let start = WallTime(seconds: 1_767_225_600)
    private let folder: TemporaryFolder
    private let enclave: BootedEnclave
    private let files: TLSFiles
    private let announced = Locked<[[UInt8]]>([])

    /// An enclave whose certificates hold for a day, and whose keys for so many hours.
    private init(keyHours: Int?) throws {
        folder = try TemporaryFolder()
        let start = Self.start
        let module = try SimulatedModule(now: { start })
        var configuration = try BootConfiguration.parse(Array(BootConfigurationTests.least.utf8), name: "e.yaml")
            .configuration
        configuration.root = .simulator(try module.rootFingerprint())
        configuration.certificate.folder = folder.path
        configuration.certificate.keyLifetime = keyHours.map { .seconds($0 * 3600) }
        let system = FakeSystem(module, at: start)
        let runner = BootRunner(
            steps: BootSequence.steps, system: system, isFirstProcess: false, log: try LogFile(in: folder).log)
        enclave = try runner.run(configuration)
        files = TLSFiles(configuration)
    }

    init() throws { try self.init(keyHours: nil) }

    private func rotation() -> TLSRotation {
        let announced = announced
        return TLSRotation(enclave, files: files, at: Self.start) { statement in
            announced.withLock { $0.append(statement) }
        }
    }

    private static func at(_ hours: Int64) -> WallTime { WallTime(seconds: start.seconds + hours * 3600) }

    /// SHA-256 of the key in the files, as openssl reads it.
    private func servedKey() throws -> Bytes32 {
        let certificate = try FileContents.read(files.certificatePath, limit: 8192).bytes
        let shown = try ChildProcess.ask("/usr/bin/openssl", ["x509", "-noout", "-pubkey"], input: certificate.span)
        let der = try ChildProcess.ask(
            "/usr/bin/openssl", ["pkey", "-pubin", "-outform", "DER"], input: shown.output.span)
        let key = try FileContents.read(files.keyPath, limit: 8192).bytes
        let own = try ChildProcess.ask("/usr/bin/openssl", ["pkey", "-pubout", "-outform", "DER"], input: key.span)
        #expect(der.output == own.output)
        let bytes = der.output
        return try SHA256.digest(of: bytes.span)
    }

    @Test func `without a lifetime the key stays for ever`() throws {
        let rotation = rotation()
        for turn: Int64 in 0..<5 {
            let next = try rotation.turn(at: Self.at(turn * 1000))
            #expect(next == Self.at(turn * 1000 + 12))
        }
        #expect(announced.withLock { $0.isEmpty })
        let served = try servedKey()
        #expect(served == enclave.commitment.tls)
    }

    @Test func `a key's time is over at the next turn, and a client who knows the document believes the next`() throws {
        let other = try TLSRotationTests(keyHours: 30)
        let rotation = other.rotation()
        #expect(try rotation.turn(at: Self.at(12)) == Self.at(24))
        // Half of the certificate's life would be at 36.
        #expect(try rotation.turn(at: Self.at(24)) == Self.at(30))
        #expect(other.announced.withLock { $0.isEmpty })
        #expect(try rotation.turn(at: Self.at(30)) == Self.at(42))
        #expect(try rotation.turn(at: Self.at(60)) == Self.at(72))

        let statements = other.announced.withLock { $0 }
        #expect(statements.count == 2)
        let (key, cluster) = (other.enclave.keys.signing.publicKey, other.enclave.configuration.cluster)
        var last: SuccessorStatement?
        for (number, bytes) in statements.enumerated() {
            last = try SuccessorStatement.verified(
                bytes.span, signingKey: key, cluster: cluster, after: UInt64(number), at: Self.at(60))
        }
        let served = try other.servedKey()
        #expect(last?.tls == served)
        #expect(last?.recipient == other.enclave.keys.recipient.publicKey)
        #expect(served != other.enclave.commitment.tls)
    }

    @Test func `a key that cannot be put to use is not announced, and tried again`() throws {
        let other = try TLSRotationTests(keyHours: 1)
        let blocked = other.files.keyPath
        let nothing: [UInt8] = []
        _ = try ChildProcess.ask("/bin/mkdir", [blocked], input: nothing.span)
        let rotation = other.rotation()
        #expect(throws: TLSFiles.Failure.self) { _ = try rotation.turn(at: Self.at(1)) }
        #expect(other.announced.withLock { $0.isEmpty })
        _ = try ChildProcess.ask("/bin/rmdir", [blocked], input: nothing.span)
        _ = try rotation.turn(at: Self.at(1))
        #expect(other.announced.withLock { $0.count } == 1)
    }
}
