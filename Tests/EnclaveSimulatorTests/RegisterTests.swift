// SPDX-License-Identifier: Apache-2.0
import Bytes
import EnclaveSimulator
import Kernel
import NSM
import Testing

// Expected values: QEMU's virtio-nsm, and Python's hashlib for what it was not asked.
struct RegisterTests {
    private static func module(
        _ measurements: RegisterBank.Measurements = .init()
    ) throws -> SimulatedModule {
        try SimulatedModule(measurements: measurements, now: { WallTime(seconds: 1_762_795_210) })
    }

    private static func value(_ module: SimulatedModule, _ index: UInt8) throws -> String {
        guard case .describePCR(let state) = module.answer(.describePCR(index)) else { return "refused" }
        return Hex.encode(state.value)
    }

    @Test func `a register is extended by what it is given, twice as once`() throws {
        let module = try Self.module()
        let first =
            "cb178fcd3f328244c05c6248723fd068b3a1dda878e1ab8be911098f199958add55d0c27f04826d27b44d949a650694e"
        let second =
            "65ecb1f7ff7536285cb0ef60bdab531a9cdcf41a2dd1ca5e3dea6445de2c937aab5a1e474c534210583289964acbdc45"
        for expected in [first, second] {
            guard case .extendPCR(let value) = module.answer(.extendPCR(16, [1, 2, 3])) else {
                Issue.record("refused")
                return
            }
            #expect(Hex.encode(value) == expected)
            #expect(try Self.value(module, 16) == expected)
        }
    }

    @Test func `the first half is locked from the start, and the second is free`() throws {
        let module = try Self.module()
        for index: UInt8 in 0..<16 {
            #expect(module.answer(.extendPCR(index, [1])) == .error(.readOnlyIndex))
            #expect(module.answer(.lockPCR(index)) == .error(.readOnlyIndex))
        }
        let free = NSMResponse.describePCR(.init(isLocked: false, value: .init(repeating: 0, count: 48)))
        for index: UInt8 in 16..<32 {
            #expect(module.answer(.describePCR(index)) == free)
        }
        for index: UInt8 in [32, 33, 255] {
            #expect(module.answer(.describePCR(index)) == .error(.invalidIndex))
            #expect(module.answer(.extendPCR(index, [1])) == .error(.invalidIndex))
            #expect(module.answer(.lockPCR(index)) == .error(.invalidIndex))
        }
    }

    @Test func `what is locked stays as it is`() throws {
        let module = try Self.module()
        #expect(module.answer(.lockPCR(20)) == .lockPCR)
        #expect(module.answer(.lockPCR(20)) == .error(.readOnlyIndex))
        #expect(module.answer(.extendPCR(20, [1])) == .error(.readOnlyIndex))
        #expect(module.registers.lockedIndices == Array(0..<16) + [20])
        #expect(module.answer(.lockPCRs(33)) == .error(.invalidIndex))
        #expect(module.registers.lockedIndices == Array(0..<16) + [20])
        #expect(module.answer(.lockPCRs(32)) == .lockPCRs)
        #expect(module.answer(.lockPCRs(32)) == .lockPCRs)
        #expect(module.registers.lockedIndices == Array(0..<32))
    }

    @Test func `an image has what it is said to have, and the machine its name`() throws {
        let given: [UInt8] = .init(repeating: 7, count: 48)
        let module = try Self.module(.init(image: [0: given, 8: given]))
        #expect(try Self.value(module, 0) == Hex.encode(given))
        #expect(try Self.value(module, 8) == Hex.encode(given))
        let machine =
            "0dc15247e4e2beeefccb38fd29e488fc214e3333e128507bb696dc3463ff690752d0d41ca69464360ce067b8047bde42"
        #expect(try Self.value(module, 4) == machine)
        #expect(try Self.value(module, 1) != Self.value(module, 2))
        #expect(try Self.value(module, 3) == String(repeating: "0", count: 96))
    }

    // All real documents of debug enclaves: PCR 0, 1, 2 and 8 are zero, PCR 4 never is.
    @Test func `in debug mode the image is nothing, and the machine is what it is`() throws {
        let module = try Self.module(.init(image: [0: .init(repeating: 7, count: 48)], isDebug: true))
        let zero = String(repeating: "0", count: 96)
        #expect(try [0, 1, 2, 8].map { try Self.value(module, $0) } == [zero, zero, zero, zero])
        #expect(try Self.value(module, 4) != zero)
    }

    @Test func `it says what a module of today says`() throws {
        let module = try Self.module()
        let expected = NSMDescription(
            version: .init(1, 0, 0), moduleID: "i-05ec0de0000000001-enc0191ec0de0000001", registers: 32,
            lockedRegisters: Array(0..<16), digest: "SHA384")
        #expect(module.answer(.describe) == .describe(expected))
    }

    @Test func `random bytes are 256, and never the same`() throws {
        let module = try Self.module()
        guard case .random(let first) = module.answer(.random), case .random(let second) = module.answer(.random)
        else {
            Issue.record("refused")
            return
        }
        #expect(first.count == 256)
        #expect(second.count == 256)
        #expect(first != second)
    }

    static let unreadable: [[UInt8]] = [[0], [0xff], [0x6a, 0x44], [0xa1, 0x67], Array(repeating: 0x9f, count: 4096)]

    @Test(arguments: unreadable) func `what cannot be read is an invalid operation`(_ request: [UInt8]) throws {
        let answer = try Self.module().exchange(request)
        #expect(try NSMResponse(answer.span) == .error(.invalidOperation))
    }

    @Test(arguments: [0, 4097]) func `what the driver would not take, it does not take`(_ count: Int) throws {
        let module = try Self.module()
        #expect(throws: NSMError.invalidLength) { _ = try module.exchange(.init(repeating: 0, count: count)) }
    }
}
