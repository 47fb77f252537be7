// SPDX-License-Identifier: Apache-2.0
import Attestation
import Crypto
import EnclaveSimulator
import Kernel
import Testing

/// What must run there.
@Suite struct PolicyTests {
    private static let zero = [UInt8](repeating: 0, count: 48)

    private static func value(_ byte: UInt8) -> [UInt8] { .init(repeating: byte, count: 48) }

    private func registers(_ measurements: RegisterBank.Measurements = .init()) throws -> [UInt8: [UInt8]] {
        try RegisterBank(moduleID: .example, measurements: measurements).locked
    }

    /// What becomes of a document with these registers under a policy.
    private func judge(
        _ registers: [UInt8: [UInt8]], _ policy: PCRPolicy?
    ) throws -> Result<AttestedEnclave, AttestationRefusal> {
        var scene = try #require(Scene.shared)
        scene.policy = try #require(policy)
        return scene.judge(try scene.maker.document(try scene.maker.draft(at: Scene.now, registers: registers)))
    }

    private func refusal(_ registers: [UInt8: [UInt8]], _ policy: PCRPolicy?) throws -> AttestationRefusal? {
        if case .failure(let refusal) = try judge(registers, policy) { refusal } else { nil }
    }

    private func policy(
        _ registers: [UInt8: [UInt8]], others: [Int: [UInt8]] = [:], modules: Set<String> = []
    ) throws -> PCRPolicy? {
        PCRPolicy(
            pcr0: try #require(registers[0]), pcr1: try #require(registers[1]), pcr2: try #require(registers[2]),
            others: others, modules: modules)
    }

    @Test func `the expected image is trusted`() throws {
        let registers = try registers()
        let enclave = try judge(registers, try policy(registers)).get()
        #expect(enclave.isTrusted && !enclave.isDebug)
        #expect(enclave.pcrs.count == 16)
    }

    @Test(arguments: [0, 1, 2, 3, 8, 16] as [UInt8])
    func `each register that is asked for is compared`(_ register: UInt8) throws {
        var registers = try registers()
        registers[3] = Self.value(3)
        registers[8] = Self.value(8)
        registers[16] = Self.value(16)
        let policy = try policy(registers, others: [3: Self.value(3), 8: Self.value(8), 16: Self.value(16)])
        #expect(try refusal(registers, policy) == nil)
        for place in [0, 47] {
            var other = registers
            other[register]?[place] ^= 1
            let refusal = try refusal(other, policy)
            #expect(refusal?.code == .wrongMeasurement)
            #expect(refusal?.register == Int(register))
            #expect(refusal?.reason.contains("PCR \(register)") == true)
        }
        var without = registers
        without[register] = nil
        #expect(try refusal(without, policy)?.code == .missingMeasurement)
        #expect(try refusal(without, policy)?.register == Int(register))
    }

    // T10
    @Test func `there is no policy that asks for less than an image`() throws {
        let good = Self.value(1)
        #expect(PCRPolicy(pcr0: good, pcr1: good, pcr2: good) != nil)
        for bad in [[], Self.zero, Array(good.dropLast()), good + [1]] {
            #expect(PCRPolicy(pcr0: bad, pcr1: good, pcr2: good) == nil)
            #expect(PCRPolicy(pcr0: good, pcr1: bad, pcr2: good) == nil)
            #expect(PCRPolicy(pcr0: good, pcr1: good, pcr2: bad) == nil)
        }
        #expect(PCRPolicy(pcr0: good, pcr1: good, pcr2: good, others: [3: []]) == nil)
        #expect(PCRPolicy(pcr0: good, pcr1: good, pcr2: good, others: [32: good]) == nil)
        #expect(PCRPolicy(pcr0: good, pcr1: good, pcr2: good, others: [-1: good]) == nil)
        // Register 3 is zero where an instance has no role.
        #expect(PCRPolicy(pcr0: good, pcr1: good, pcr2: good, others: [3: Self.zero]) != nil)
        #expect(!PCRPolicy.any.isTrustworthy)
    }

    @Test func `an image cannot be replaced by what is said of others`() throws {
        let policy = try #require(
            PCRPolicy(
                pcr0: Self.value(1), pcr1: Self.value(2), pcr2: Self.value(3), others: [0: Self.value(9)]))
        #expect(policy.expected == [0: Self.value(1), 1: Self.value(2), 2: Self.value(3)])
    }

    @Test func `what is let through for inspection is not trusted`() throws {
        let enclave = try judge(try registers(), .any).get()
        #expect(!enclave.isTrusted)
        for register: UInt8 in 0...2 {
            var registers = try registers()
            registers[register] = nil
            #expect(try refusal(registers, .any)?.code == .missingMeasurement)
        }
    }

    // T9: PCR 4 is set in debug mode, as the simulator sets it; only the image's registers are zero.
    @Test func `debug mode is refused unless asked for`() throws {
        let debug = try registers(.init(isDebug: true))
        #expect(debug[4] != Self.zero)
        let policy = try #require(try policy(try registers()))
        #expect(try refusal(debug, policy)?.code == .debug)
        #expect(try refusal(debug, .any)?.code == .debug)
        for policy in [policy.allowingDebug, .any.allowingDebug] {
            let enclave = try judge(debug, policy).get()
            #expect(enclave.isDebug && !enclave.isTrusted)
        }
        // Whoever lets debug mode through trusts nobody.
        let enclave = try judge(try registers(), policy.allowingDebug).get()
        #expect(!enclave.isDebug && !enclave.isTrusted)
    }

    @Test(arguments: [0, 1, 2] as [UInt8])
    func `one register of zeros is enough for debug mode`(_ register: UInt8) throws {
        var registers = try registers()
        registers[register] = Self.zero
        #expect(try refusal(registers, .any)?.code == .debug)
    }

    // T29: whoever compares peers with itself must not run in debug mode itself.
    @Test func `an enclave in debug mode is no measure for others`() throws {
        #expect(try policy(try registers(.init(isDebug: true))) == nil)
    }

    @Test func `measurements and name speak of the same instance`() throws {
        var registers = try registers()
        registers[4]?[0] ^= 1
        #expect(try refusal(registers, .any)?.code == .inconsistent)
        registers[4] = Self.zero
        #expect(try refusal(registers, .any)?.code == .inconsistent)
        registers[4] = nil
        #expect(try refusal(registers, .any) == nil)
    }

    @Test func `enclaves can be named`() throws {
        let registers = try registers()
        #expect(try refusal(registers, try policy(registers, modules: [ModuleID.example.text])) == nil)
        let other = "i-05ec0de0000000001-enc0191ec0de0000002"
        #expect(try refusal(registers, try policy(registers, modules: [other]))?.code == .wrongModule)
        #expect(
            try refusal(registers, try policy(registers, modules: [other, ModuleID.example.text])) == nil)
    }
}
