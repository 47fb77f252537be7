// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SealAuthN
import SuiLedger
import Testing
import Wire
import WorkerProtocol

@testable import SealController

/// Which enclave serves a worker, as `enclave_registry::get_nautilus_info_for_worker` says it.
@Suite struct EnclaveViewTests {
    private static let owner = Address(0x11)
    private static let ids = ClusterCreated(
        cluster: ChainGround.cluster, creator: Address(2), stakes: Address(3), sealRegistry: Address(4),
        seals: Address(5), workerRegistry: Address(6), scheduler: Address(7), enclaveRegistry: Address(8),
        governance: Address(9), auditAnchor: Address(10))
    private static let (enclaves, serving) = (Address(0x61), Address(0x62))

    private static func number(_ number: UInt8) -> [UInt8] { [number, 0, 0, 0, 0, 0, 0, 0] }

    /// The registry's state at measurements of a number, with anything behind what is read.
    private static func registry(version: UInt8, hasMeasurements: Bool = true) -> [UInt8] {
        var state = ChainGround.cluster.raw.bytes
        if hasMeasurements {
            state.append(1)
            for _ in 0..<3 { state += [48] + [UInt8](repeating: 7, count: 48) }
            state.append(0)
        } else {
            state.append(0)
        }
        state += number(version)
        for table in [enclaves, serving] { state += table.raw.bytes + number(3) }
        return state + [9, 9]
    }

    private static func key(_ key: UInt8) -> [UInt8] { [UInt8](repeating: key, count: 32) }

    private static func entry(_ signing: UInt8, version: UInt64 = 2, retired: Bool = false) -> [UInt8] {
        EnclaveEntry(
            signingKey: key(signing), recipientKey: [], tlsSpkiSHA256: [], configSHA256: [], pcr16: [],
            endpoint: "https://e\(signing).example", registrant: Address(1), enclaveClass: 1, configVersion: version,
            documentMilliseconds: 1, retired: retired, sequence: 1, ext: []
        ).bcs
    }

    /// Nodes that know these entries, by table and key.
    private final class Nodes: EntryLookUp {
        let entries: [[UInt8]: [UInt8]]
        let fails: Int?
        let asked = Locked(0)

        init(_ entries: [[UInt8]: [UInt8]], fails: Int? = nil) {
            self.entries = entries
            self.fails = fails
        }

        func ask(
            _ question: TableEntryQuestion, completion: @escaping @Sendable (Result<TableEntry?, LedgerError>) -> Void
        ) {
            let number = asked.withLock { asked in
                asked += 1
                return asked
            }
            guard number != fails else { return completion(.failure(LedgerError(.unavailable, "-"))) }
            let value = entries[question.table.raw.bytes + question.key]
            completion(.success(value.map { TableEntry(key: question.key, value: $0) }))
        }
    }

    /// A registry in which these classes are served by keys of their own number.
    private static func nodes(
        served: [UInt8], _ change: [UInt8: [UInt8]] = [:], registry: [UInt8] = registry(version: 2), fails: Int? = nil
    ) -> Nodes {
        var entries = [Address(8).raw.bytes + number(1): registry]
        for level in served {
            entries[serving.raw.bytes + [level]] = [32] + key(level)
            entries[enclaves.raw.bytes + [32] + key(level)] = change[level] ?? entry(level)
        }
        return Nodes(entries, fails: fails)
    }

    private static func answer(
        _ nodes: Nodes, node: UInt64 = 10 * ChainGround.sui, hasWorker: Bool = true
    ) -> APIAnswer? {
        let ground = ChainGround()
        if hasWorker { ground.tables.insert(ChainGround.worker("n-1"), of: owner) }
        ground.tables.insert(ChainGround.account(node, node: node), of: owner)
        let desk = ViewDesk(ground.view, ClusterQuestions(ids, types: Address(1)), nodes)
        let answers = Locked<[APIAnswer]>([])
        desk.answer(.getNautilusInfoForWorker(owner)) { answer in answers.withLock { $0.append(answer) } }
        let all = answers.withLock { $0 }
        return all.count == 1 ? all[0] : nil
    }

    private static func text(_ answer: APIAnswer?) -> String? {
        guard case .found(let bytes)? = answer else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func said(_ level: UInt8, _ name: String) -> String {
        let key = String(repeating: "0\(level)", count: 32)
        return #"{"result":{"endpoint":"https://e\#(level).example","signingKey":"\#(key)","class":"\#(name)"}}"#
    }

    // The figures of contracts/sources/tiers.move: 1 and 10 SUI.
    static let stakes: [(UInt64, UInt8, String)] = [
        (0, 1, "basic"), (999_999_999, 1, "basic"), (1_000_000_000, 2, "standard"), (9_999_999_999, 2, "standard"),
        (10_000_000_000, 3, "premium"),
    ]
    @Test(arguments: stakes) func `a node's stake gives its class`(_ row: (stake: UInt64, level: UInt8, name: String)) {
        let nodes = Self.nodes(served: [1, 2, 3])
        #expect(Self.text(Self.answer(nodes, node: row.stake)) == Self.said(row.level, row.name))
        #expect(nodes.asked.withLock { $0 } == 3)
    }

    @Test func `where a class is not served the nearest lower one is`() {
        #expect(Self.text(Self.answer(Self.nodes(served: [1]))) == Self.said(1, "basic"))
        let retired = Self.nodes(served: [1, 2, 3], [3: Self.entry(3, retired: true), 2: Self.entry(2, version: 1)])
        #expect(Self.text(Self.answer(retired)) == Self.said(1, "basic"))
        #expect(retired.asked.withLock { $0 } == 7)
        #expect(Self.answer(Self.nodes(served: []))?.code == .notFound)
        // A higher one serves nobody who has not the stake for it.
        #expect(Self.answer(Self.nodes(served: [3]), node: ChainGround.sui)?.code == .notFound)
    }

    @Test(arguments: 1...3) func `what a node does not answer is not guessed`(_ number: Int) {
        #expect(Self.answer(Self.nodes(served: [3], fails: number))?.code == .chainUnavailable)
    }

    @Test func `what cannot be read, or is of another cluster, is no answer`() {
        let foreign = Self.key(9) + Self.registry(version: 2).dropFirst(32)
        #expect(Self.answer(Self.nodes(served: [3], registry: foreign))?.code == .chainUnavailable)
        #expect(Self.answer(Self.nodes(served: [3], registry: []))?.code == .chainUnavailable)
        #expect(Self.answer(Self.nodes(served: [3], [3: [1, 2]]))?.code == .chainUnavailable)
        // Before measurements are set there is no enclave.
        let empty = Self.nodes(served: [], registry: Self.registry(version: 0, hasMeasurements: false))
        #expect(Self.answer(empty)?.code == .notFound)
    }

    @Test func `who has no worker is told so`() {
        let nodes = Self.nodes(served: [3])
        #expect(Self.answer(nodes, hasWorker: false)?.code == .notRegistered)
        #expect(nodes.asked.withLock { $0 } == 0)
    }
}
