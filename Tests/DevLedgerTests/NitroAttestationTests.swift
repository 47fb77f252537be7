// SPDX-License-Identifier: Apache-2.0
import Crypto
import EnclaveSimulator
import Kernel
import Testing
import Wire

@testable import DevLedger

@Suite struct NitroAttestationTests {
    private static let start = WallTime(seconds: 1_795_212_180)
    private static let milliseconds: UInt64 = 1_795_212_180_000

    private let root: Bytes32
    private let argument: [UInt8]

    init() throws {
        let maker = try DocumentMaker(at: Self.start)
        root = try maker.hierarchy.rootFingerprint()
        let document = try maker.document(try maker.draft(at: Self.start, publicKey: [7], userData: [8, 9]))
        var writer = BCSWriter()
        writer.bytes(document)
        argument = writer.bytes
    }

    @Test func `a genuine document is what the contract looks at`() throws {
        let loaded = NitroAttestation.load(argument, root, milliseconds: Self.milliseconds)
        let enclave = try #require(loaded)
        let registers = try RegisterBank(moduleID: .example).values
        #expect(enclave.milliseconds == Self.milliseconds && enclave.publicKey == [7] && enclave.userData == [8, 9])
        #expect(enclave.pcr0 == registers[0] && enclave.pcr1 == registers[1] && enclave.pcr2 == registers[2])
        // It was not locked, so the document does not show it.
        #expect(enclave.pcr16.isEmpty)
    }

    @Test func `another root, another time, another byte and a longer argument are refused`() throws {
        #expect(NitroAttestation.load(argument, Bytes32(), milliseconds: Self.milliseconds) == nil)
        for later: UInt64 in [4 * 3_600_000, 30 * 86_400_000, .max - Self.milliseconds] {
            #expect(NitroAttestation.load(argument, root, milliseconds: Self.milliseconds + later) == nil)
        }
        #expect(NitroAttestation.load(argument, root, milliseconds: 0) == nil)
        for index in [2, 100, argument.count / 2, argument.count - 1] {
            var changed = argument
            changed[index] ^= 1
            #expect(NitroAttestation.load(changed, root, milliseconds: Self.milliseconds) == nil)
        }
        #expect(NitroAttestation.load(argument + [0], root, milliseconds: Self.milliseconds) == nil)
        #expect(NitroAttestation.load([], root, milliseconds: Self.milliseconds) == nil)
    }

    @Test func `which root is believed is part of the history`() throws {
        let digest = try #require(Bytes32(hex: String(repeating: "ab", count: 32)))
        let entry = HistoryEntry(deed: .root(digest), stamp: .init(height: 0, milliseconds: 0, epoch: 0, clock: 0))
        var writer = HistoryText()
        _ = writer.line(HistoryText.Head(seed: 1, milliseconds: 0, clock: 0))
        let line = writer.line(entry).dropLast()
        #expect(String(decoding: line, as: UTF8.self).contains(" root \(digest.hex) "))
        var reader = HistoryText()
        var heads = HistoryText()
        let head = heads.line(HistoryText.Head(seed: 1, milliseconds: 0, clock: 0)).dropLast()
        #expect(reader.head(head) != nil)
        #expect(reader.entry(line) == entry)
        let ledger = LocalLedger(seed: 1)
        #expect(ledger.enclaveRoot == nil && ledger.repeats(entry) && ledger.enclaveRoot == digest)
    }
}
