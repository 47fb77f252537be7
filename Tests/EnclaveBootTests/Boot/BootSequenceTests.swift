// SPDX-License-Identifier: Apache-2.0
import Attestation
import Configuration
import Crypto
import EnclaveSimulator
import Kernel
import NSM
import Telemetry
import Testing

@testable import EnclaveBoot

@Suite struct BootSequenceTests {
    private static let start = WallTime(seconds: 1_767_225_600)
    private let folder: TemporaryFolder
    private let file: LogFile

    init() throws {
        folder = try TemporaryFolder()
        file = try LogFile(in: folder)
    }

    private func configuration(_ module: SimulatedModule, allowsDebug: Bool = false) throws -> BootConfiguration {
        let text = BootConfigurationTests.least
        var configuration = try BootConfiguration.parse(Array(text.utf8), name: "e.yaml").configuration
        configuration.root = .simulator(try module.rootFingerprint())
        configuration.allowsDebug = allowsDebug
        return configuration
    }

    private static func module(isDebug: Bool = false) throws -> SimulatedModule {
        try SimulatedModule(measurements: .init(isDebug: isDebug), now: { start })
    }

    private func boot(
        _ system: FakeSystem, _ configuration: BootConfiguration, isFirstProcess: Bool = true
    ) throws(BootFailure) -> BootedEnclave {
        let runner = BootRunner(
            steps: BootSequence.steps, system: system, isFirstProcess: isFirstProcess, log: file.log)
        return try runner.run(configuration)
    }

    private func failure(_ system: FakeSystem, _ configuration: BootConfiguration) -> String? {
        do throws(BootFailure) {
            _ = try boot(system, configuration)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func `an enclave boots in the order of the list, and others can verify it`() throws {
        let module = try Self.module()
        let system = FakeSystem(module, at: Self.start)
        let configuration = try configuration(module)
        let enclave = try boot(system, configuration)
        #expect(
            system.calls == Array(repeating: .mount, count: 8) + [
                .heartbeat, .loopback, .open, .entropy, .randomness, .certificate, .serve, .secrets, .hide,
            ])
        #expect(enclave.degraded.isEmpty)
        #expect(system.served.count == 1)
        // As a client sees it, with nothing but what stands in the document.
        let answer = Locked<[UInt8]?>(nil)
        let (told, nonce) = (Monitor(false), Array(repeating: UInt8(7), count: 32))
        enclave.attestations.attest(nonce: nonce) { result in
            answer.withLock { $0 = try? result.get() }
            told.withLock { $0 = true }
            told.notifyAll()
        }
        _ = told.wait(for: { $0 ? true : nil })
        let bytes = try #require(answer.withLock { $0 })
        let document = try UnverifiedDocument(bytes.span)
        let policy = try #require(enclave.policy)
        let verifier = Verifier(root: .only(sha256OfDER: try module.rootFingerprint()), policy: policy)
        guard case .attested(let seen) = verifier.verify(document, freshness: .archived, nonce: nonce) else {
            Issue.record("the document is refused")
            return
        }
        #expect(seen.commitment == enclave.commitment)
        #expect(seen.commitment?.config == configuration.hash)
        #expect(seen.publicKey == enclave.keys.recipient.publicKey.bytes)
        #expect(seen.pcrs.count == 32)
    }

    @Test func `as a child it leaves the machine alone, and says so`() throws {
        let module = try Self.module()
        let system = FakeSystem(module, at: Self.start)
        _ = try boot(system, try configuration(module), isFirstProcess: false)
        #expect(
            system.calls == [.open, .entropy, .randomness, .certificate, .serve, .secrets, .hide])
        #expect(
            file.values(of: "name", where: "result=skipped") == ["mounts", "heartbeat", "loopback", "clock"])
    }

    @Test func `each step says how it went and how long it took`() throws {
        let module = try Self.module()
        let system = FakeSystem(module, at: Self.start)
        _ = try boot(system, try configuration(module))
        let lines = file.lines.filter { $0.contains("msg=step") }
        #expect(lines.count == BootSequence.steps.count)
        #expect(lines.allSatisfy { $0.contains("result=ok") && $0.contains("took=0.00") })
    }

    /// Per call: how often it may fail with the boot still succeeding, and the step that ends it.
    static let faults: [(FakeSystem.Call, Int, String, [Int])] = [
        (.mount, 0, "mounts", []), (.heartbeat, 3, "heartbeat", [1000, 2000, 4000]), (.loopback, 0, "loopback", []),
        (.open, 5, "security module", [200, 400, 800, 1600, 3200]), (.entropy, 3, "entropy", [1000, 2000, 4000]),
        (.certificate, 0, "certificate", []), (.serve, 0, "serving", []), (.secrets, 0, "secrets", []),
        (.hide, 0, "hidden security module", []),
    ]

    @Test(arguments: faults) func `a step that fails is repeated as its policy says, and then the boot ends`(
        _ call: FakeSystem.Call, _ times: Int, _ step: String, _ pauses: [Int]
    ) throws {
        let module = try Self.module()
        let configuration = try configuration(module)
        let patient = FakeSystem(module, at: Self.start)
        patient.fail(call, times: times)
        if times > 0 { #expect(failure(patient, configuration) == nil) }

        let other = try Self.module()
        let hopeless = FakeSystem(other, at: Self.start)
        hopeless.fail(call)
        let reason = failure(hopeless, try self.configuration(other))
        #expect(reason?.hasPrefix("\(step): ") == true, "\(reason ?? "it booted")")
        #expect(hopeless.pauses == pauses.map { .milliseconds($0) })
        #expect(hopeless.calls.last == call)
    }

    @Test func `programs' authority is made before anybody is served, and its failure is the end`() throws {
        let module = try Self.module()
        var configuration = try configuration(module)
        configuration.loopback = .init(folder: "/run/a", manifests: [])
        let system = FakeSystem(module, at: Self.start)
        _ = try boot(system, configuration, isFirstProcess: false)
        #expect(system.calls == [.open, .entropy, .randomness, .certificate, .authority, .serve, .secrets, .hide])

        let other = try Self.module()
        configuration.root = .simulator(try other.rootFingerprint())
        let hopeless = FakeSystem(other, at: Self.start)
        hopeless.fail(.authority)
        #expect(failure(hopeless, configuration)?.hasPrefix("loopback authority: ") == true)
        #expect(hopeless.pauses.isEmpty)
        #expect(hopeless.served.isEmpty)
    }

    @Test func `randomness that is not ready ends the boot before a key is made`() throws {
        let module = try Self.module()
        let system = FakeSystem(module, at: Self.start)
        system.fail(.randomness)
        let reason = failure(system, try configuration(module))
        #expect(reason == "entropy: the kernel's randomness is not ready")
        #expect(module.registers.values[16].allSatisfy { $0 == 0 })
    }

    @Test func `the module's randomness is mixed in`() throws {
        let module = try Self.module()
        let system = FakeSystem(module, at: Self.start)
        _ = try boot(system, try configuration(module))
        #expect(system.entropy.map(\.count) == [256])
    }

    @Test func `it goes on without the hypervisor's clock and the kernel's own seeding, and remembers`() throws {
        let module = try Self.module()
        let system = FakeSystem(module, at: Self.start)
        system.show("tsc", at: "/sys/devices/system/clocksource/clocksource0/current_clocksource")
        system.show(nil, at: "/sys/class/misc/hw_random/rng_current")
        let enclave = try boot(system, try configuration(module))
        #expect(enclave.degraded == ["hardware randomness", "clock source"])
    }

    static let clocks: [(Int64, Bool)] = [
        (0, false), (2000, false), (-2000, false), (2001, true), (-2001, true), (86_400_000, true),
    ]

    @Test(arguments: clocks) func `a clock that is off is set to the one that signs`(
        _ milliseconds: Int64, _ isSet: Bool
    ) throws {
        let module = try Self.module()
        let wall = WallTime(nanoseconds: Self.start.nanoseconds + milliseconds * 1_000_000)
        let system = FakeSystem(module, at: wall)
        _ = try boot(system, try configuration(module))
        #expect(system.calls.contains(.setClock) == isSet)
        if isSet { #expect(system.now.wall == Self.start) }
    }

    @Test func `debug mode is refused, unless the image allows it`() throws {
        let module = try Self.module(isDebug: true)
        let system = FakeSystem(module, at: Self.start)
        let reason = failure(system, try configuration(module))
        #expect(reason?.hasPrefix("measurements: this enclave is in debug mode") == true)
        #expect(module.registers.values[16].allSatisfy { $0 == 0 })
        let allowed = try boot(system, try configuration(module, allowsDebug: true))
        #expect(allowed.identity.isDebug)
        #expect(!allowed.identity.isTrusted)
        #expect(allowed.policy == nil)
    }

    @Test func `a second process finds PCR 16 taken, and that is the end`() throws {
        let module = try Self.module()
        _ = try boot(FakeSystem(module, at: Self.start), try configuration(module))
        let second = FakeSystem(module, at: Self.start)
        let reason = failure(second, try configuration(module))
        #expect(reason?.hasPrefix("commitment: PCR 16 is taken") == true)
        #expect(second.pauses.isEmpty)
        #expect(second.served.isEmpty)
    }

    @Test func `another root than the pinned one is not believed, even by ourselves`() throws {
        let (module, other) = (try Self.module(), try Self.module())
        let system = FakeSystem(module, at: Self.start)
        let reason = failure(system, try configuration(other))
        #expect(reason?.hasPrefix("own attestation: the own document is not believed") == true)
        #expect(system.served.isEmpty)
    }

    @Test func `an extension that was interrupted after it was done is not done again`() throws {
        let module = try Self.module()
        let hasFailed = Locked(false)
        let bent = BentModule(module) { request, answer throws(NSMError) in
            guard case .extendPCR = request else { return answer }
            let isFirst = hasFailed.withLock { failed in
                defer { failed = true }
                return !failed
            }
            if isFirst { throw .interrupted }
            return answer
        }
        let system = FakeSystem(bent, at: Self.start)
        let enclave = try boot(system, try configuration(module))
        let extensions = bent.requests.filter { if case .extendPCR = $0 { true } else { false } }
        #expect(extensions.count == 1)
        #expect(try module.registers.values[16] == enclave.commitment.pcr16())
    }

    @Test func `registers that do not stay locked, or hold something else, end the boot`() throws {
        let unlocking = BentModule(try Self.module()) { request, answer in
            if case .lockPCRs = request { return answer }
            guard case .describe(var description) = answer else { return answer }
            description.lockedRegisters.removeAll { $0 == 31 }
            return .describe(description)
        }
        let system = FakeSystem(unlocking, at: Self.start)
        let reason = failure(system, try configuration(try Self.module()))
        #expect(reason == "commitment: the registers are not what they were set to")
    }

    @Test func `a module that is lost is not asked again`() throws {
        let module = try Self.module()
        let bent = BentModule(module) { request, answer throws(NSMError) in
            if case .describe = request { throw .lost }
            return answer
        }
        let system = FakeSystem(bent, at: Self.start)
        let reason = failure(system, try configuration(module))
        #expect(reason == "measurements: the security module is lost until the enclave starts anew")
        #expect(system.pauses.isEmpty)
    }

    static let modules: [(String, @Sendable (inout NSMDescription) -> Void)] = [
        ("another digest", { $0.digest = "SHA256" }), ("fewer registers", { $0.registers = 24 }),
        ("an open image", { $0.lockedRegisters.removeAll { $0 == 2 } }),
    ]

    @Test(arguments: modules.indices) func `a module of another kind is refused`(_ index: Int) throws {
        let module = try Self.module()
        let change = Self.modules[index].1
        let bent = BentModule(module) { _, answer in
            guard case .describe(var description) = answer else { return answer }
            change(&description)
            return .describe(description)
        }
        let system = FakeSystem(bent, at: Self.start)
        let reason = failure(system, try configuration(module))
        #expect(reason?.hasPrefix("measurements: ") == true, "\(Self.modules[index].0)")
    }
}
