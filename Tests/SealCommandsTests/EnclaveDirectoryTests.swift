// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import SealCommands

/// The course of the scenario "a worker finds the enclave of its class" of Tests/Vectors/contract-scenarios.json, with what its views answer.
@Suite struct EnclaveDirectoryTests {
    private static func enclave(
        _ key: UInt8, _ level: UInt8, version: UInt64 = 1, retired: Bool = false
    ) -> ContractEvent {
        let entry = EnclaveEntry(
            signingKey: [key], recipientKey: [], tlsSpkiSHA256: [], configSHA256: [], pcr16: [],
            endpoint: "https://enclave-\(key).example", registrant: Address(1), enclaveClass: level,
            configVersion: version, documentMilliseconds: 0, retired: retired, sequence: 1, ext: [])
        return .enclaveChanged(EnclaveChanged(cluster: Address(1), number: 1, enclave: entry))
    }

    private static func measurements(_ version: UInt64) -> ContractEvent {
        let measurements = EnclaveMeasurements(pcr0: [], pcr1: [], pcr2: [], pcr16: [])
        return .measurementsChanged(
            MeasurementsChanged(cluster: Address(1), number: 1, configVersion: version, measurements: measurements))
    }

    @Test func `a worker is shown the enclave that the contract shows`() {
        let (small, large) = (Mist.perSUI, 10 * Mist.perSUI)
        var directory = EnclaveDirectory()
        func expect(_ stake: UInt64, _ key: UInt8?, _ level: UInt8?, _ line: SourceLocation = #_sourceLocation) {
            let found = directory.enclave(forStake: stake)
            #expect(found?.enclave.signingKey == key.map { [$0] } && found?.level == level, sourceLocation: line)
        }
        directory.apply(Self.measurements(1))
        expect(small, nil, nil)
        directory.apply(Self.enclave(1, 1))
        expect(small, 1, 1)
        // A second one that registers diverts nobody.
        directory.apply(Self.enclave(2, 1))
        expect(small, 1, 1)
        directory.apply(Self.enclave(2, 2))
        expect(small, 2, 2)
        directory.apply(Self.enclave(3, 1))
        directory.apply(Self.enclave(3, 3))
        expect(small, 2, 2)
        expect(large, 3, 3)
        directory.apply(Self.enclave(3, 3, retired: true))
        expect(large, 2, 2)
        directory.apply(Self.enclave(2, 2, retired: true))
        expect(large, 1, 1)
        directory.apply(Self.measurements(2))
        expect(large, nil, nil)
        // Nobody current serves: the next that registers does.
        directory.apply(Self.enclave(4, 1, version: 2))
        expect(small, 4, 1)
        expect(small - 1, 4, 1)
    }
}
