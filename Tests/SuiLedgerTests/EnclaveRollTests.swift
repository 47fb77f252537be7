// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SuiLedger

@Suite struct EnclaveRollTests {
    static func entry(_ key: UInt8, level: UInt8 = 2, version: UInt64 = 1, retired: Bool = false) -> EnclaveEntry {
        EnclaveEntry(
            signingKey: .init(repeating: key, count: 32), recipientKey: [], tlsSpkiSHA256: [], configSHA256: [],
            pcr16: [],
            endpoint: "https://e\(key)", registrant: Address(1), enclaveClass: level, configVersion: version,
            documentMilliseconds: 1, retired: retired, sequence: 1, ext: [])
    }

    private static func measured(_ number: UInt64, version: UInt64) -> ContractEvent {
        .measurementsChanged(
            MeasurementsChanged(
                cluster: Address(1), number: number, configVersion: version,
                measurements: EnclaveMeasurements(pcr0: [UInt8(version)], pcr1: [2], pcr2: [3], pcr16: [])))
    }

    private static func changed(_ number: UInt64, _ entry: EnclaveEntry) -> ContractEvent {
        .enclaveChanged(EnclaveChanged(cluster: Address(1), number: number, enclave: entry))
    }

    private static func endpoint(_ events: [ContractEvent], stake: UInt64 = Mist.perSUI) -> String? {
        var roll = EnclaveRoll()
        for event in events { roll.apply(event) }
        return roll.enclave(forStake: stake)?.entry.endpoint
    }

    @Test func `the first of a class serves it, and a newcomer waits`() {
        let events = [Self.measured(1, version: 1), Self.changed(2, Self.entry(1)), Self.changed(3, Self.entry(2))]
        #expect(Self.endpoint(events) == "https://e1")
    }

    @Test func `pages that are read twice change nothing`() {
        let events = [Self.measured(1, version: 1), Self.changed(2, Self.entry(1)), Self.changed(3, Self.entry(2))]
        // Taken in twice, the newcomer would look like one that was given the class.
        #expect(Self.endpoint(events + events) == "https://e1")
        #expect(Self.endpoint(events + [events[2]]) == "https://e1")
    }

    @Test func `who is known already and changes serves its class`() {
        let events = [
            Self.measured(1, version: 1), Self.changed(2, Self.entry(1)), Self.changed(3, Self.entry(2)),
            Self.changed(4, Self.entry(2)),
        ]
        #expect(Self.endpoint(events) == "https://e2")
    }

    @Test func `who was taken out of service, or measures what was, serves nobody`() {
        let start = [Self.measured(1, version: 1), Self.changed(2, Self.entry(1))]
        #expect(Self.endpoint(start + [Self.changed(3, Self.entry(1, retired: true))]) == nil)
        #expect(Self.endpoint(start + [Self.measured(3, version: 2)]) == nil)
        let next = Self.changed(4, Self.entry(2, version: 2))
        #expect(Self.endpoint(start + [Self.measured(3, version: 2), next]) == "https://e2")
        #expect(Self.endpoint([Self.changed(1, Self.entry(1))]) == nil && Self.endpoint([]) == nil)
    }

    @Test func `a stake has its class, or the next lower one that is served`() {
        let events = [
            Self.measured(1, version: 1), Self.changed(2, Self.entry(1, level: 1)),
            Self.changed(3, Self.entry(3, level: 3)),
        ]
        #expect(Self.endpoint(events, stake: 10 * Mist.perSUI) == "https://e3")
        #expect(Self.endpoint(events, stake: 10 * Mist.perSUI - 1) == "https://e1")
        #expect(Self.endpoint(events, stake: Mist.perSUI - 1) == "https://e1")
        let standard = [Self.measured(1, version: 1), Self.changed(2, Self.entry(2, level: 2))]
        #expect(Self.endpoint(standard, stake: Mist.perSUI) == "https://e2")
        #expect(Self.endpoint(standard, stake: Mist.perSUI - 1) == nil)
    }

    // The course of the scenario "a worker finds the enclave of its class" of Tests/Vectors/contract-scenarios.json, with what its views answer.
    @Test func `a worker is shown the enclave that the contract shows`() {
        let (small, large) = (Mist.perSUI, 10 * Mist.perSUI)
        var roll = EnclaveRoll()
        var number: UInt64 = 0
        func tell(_ event: (UInt64) -> ContractEvent) {
            number += 1
            roll.apply(event(number))
        }
        func enclave(_ key: UInt8, _ level: UInt8, version: UInt64 = 1, retired: Bool = false) {
            tell { Self.changed($0, Self.entry(key, level: level, version: version, retired: retired)) }
        }
        func expect(_ stake: UInt64, _ key: UInt8?, _ level: UInt8?, _ line: SourceLocation = #_sourceLocation) {
            let found = roll.enclave(forStake: stake)
            #expect(
                found?.entry.endpoint == key.map { "https://e\($0)" } && found?.level.rawValue == level,
                sourceLocation: line)
        }
        tell { Self.measured($0, version: 1) }
        expect(small, nil, nil)
        enclave(1, 1)
        expect(small, 1, 1)
        // A second one that registers diverts nobody.
        enclave(2, 1)
        expect(small, 1, 1)
        enclave(2, 2)
        expect(small, 2, 2)
        enclave(3, 1)
        enclave(3, 3)
        expect(small, 2, 2)
        expect(large, 3, 3)
        enclave(3, 3, retired: true)
        expect(large, 2, 2)
        enclave(2, 2, retired: true)
        expect(large, 1, 1)
        tell { Self.measured($0, version: 2) }
        expect(large, nil, nil)
        // Nobody current serves: the next that registers does.
        enclave(4, 1, version: 2)
        expect(small, 4, 1)
        expect(small - 1, 4, 1)
    }
}
