// SPDX-License-Identifier: Apache-2.0
import Configuration
import EnclaveSimulator
import Kernel
import Testing

@testable import EnclaveBoot

@Suite(.timeLimit(.minutes(10))) struct EnclaveProcessTests {
    /// What the services of an enclave were asked to do.
    final class Services: EnclaveServices {
        private let calls = Locked<[String]>([])

        var log: [String] { calls.withLock { $0 } }

        private func note(_ call: String) { calls.withLock { $0.append(call) } }

        func serve(_ enclave: BootedEnclave) throws(BootFailure) { note("serve") }
        func receiveSecrets(_ enclave: BootedEnclave) throws(BootFailure) { note("secrets") }
        func reloadCertificate() { note("reload") }
        func announce(_ successor: [UInt8]) { note("announce") }
        func drain() { note("drain") }
        func stop() { note("stop") }
    }

    private let folder: TemporaryFolder
    private let file: LogFile
    private let module: SimulatedModule
    private let services = Services()
    private let left = Locked(false)
    private static let start = WallTime(seconds: 1_767_225_600)

    init() throws {
        folder = try TemporaryFolder()
        file = try LogFile(in: folder)
        module = try SimulatedModule(now: { Self.start })
    }

    private func process(_ script: String, isEssential: Bool = false) throws -> EnclaveProcess {
        var configuration = try BootConfiguration.parse(Array(BootConfigurationTests.least.utf8), name: "e.yaml")
            .configuration
        configuration.root = .simulator(try module.rootFingerprint())
        configuration.certificate.folder = folder.path
        configuration.programs = [
            .init(
                name: "only", path: "/bin/sh", arguments: ["-c", script], environment: [], user: nil, group: nil,
                restart: .never, isEssential: isEssential, stopTimeout: .seconds(60))
        ]
        let left = left
        return EnclaveProcess(
            configuration, isFirstProcess: false, services: services,
            supervisor: try Supervisor(configuration.programs, reapsOrphans: false, log: file.log), log: file.log,
            leave: { left.withLock { $0 = true } })
    }

    private func run(_ process: EnclaveProcess, _ system: FakeSystem) throws -> Locked<EnclaveProcess.End?> {
        let end = Locked<EnclaveProcess.End?>(nil)
        let thread = try BackgroundThread(name: "process") {
            let value = process.run(system)
            end.withLock { $0 = value }
        }
        thread.join()
        return end
    }

    @Test func `a signal ends programs first and services last`() throws {
        let process = try process("echo up; while :; do sleep 0.01; done")
        let (file, system) = (file, FakeSystem(module, at: Self.start))
        let killer = try BackgroundThread(name: "killer") {
            file.waitFor("line=up")
            _ = process.take(.hangUp)
            _ = process.take(.terminate)
        }
        let end = try run(process, system)
        killer.join()
        #expect(end.withLock { $0 } == .stopped)
        #expect(services.log == ["drain", "stop"])
        #expect(file.values(of: "signal", where: "msg=\"program ended\"") == ["15"])
        #expect(!left.withLock { $0 })
        #expect(EnclaveProcess.End.stopped.exit == .ok)
    }

    @Test func `a boot that fails ends the services, and starts nothing`() throws {
        let system = FakeSystem(module, at: Self.start)
        system.fail(.certificate)
        let end = try run(try process("echo up"), system)
        #expect(end.withLock { $0 } == .notBooted)
        #expect(services.log == ["stop"])
        #expect(file.lines.contains { $0.contains("msg=\"not booted\" reason=\"certificate: ") })
        #expect(!file.lines.contains { $0.contains("program started") })
        #expect(EnclaveProcess.End.notBooted.exit == .unavailable)
    }

    @Test func `a program that must run ends the rest`() throws {
        let end = try run(try process("exit 0", isEssential: true), FakeSystem(module, at: Self.start))
        #expect(end.withLock { $0 } == .programFailed)
        #expect(services.log == ["stop"])
        #expect(EnclaveProcess.End.programFailed.exit == .software)
    }

    @Test func `a signal during the boot ends it at once, when nothing has to end in order`() throws {
        let process = try process("echo up")
        _ = process.take(.interrupt)
        #expect(left.withLock { $0 })
        // Where leaving takes a moment, nothing is started meanwhile.
        let end = try run(process, FakeSystem(module, at: Self.start))
        #expect(end.withLock { $0 } == .stopped)
        #expect(!file.lines.contains { $0.contains("program started") })
    }
}
