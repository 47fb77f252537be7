// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SealAuthN
import SuiLedger
import Testing
import Wire
import WorkerProtocol

@testable import SealController

/// Views that nodes are asked for.
@Suite struct ViewDeskTests {
    /// Nodes that know these entries, by table and key.
    private final class Nodes: EntryLookUp {
        let entries: Locked<[[UInt8]: [UInt8]]>
        let asked = Locked(0)
        let fails: Bool

        init(_ entries: [[UInt8]: [UInt8]], fails: Bool = false) {
            self.entries = Locked(entries)
            self.fails = fails
        }

        func ask(
            _ question: TableEntryQuestion, completion: @escaping @Sendable (Result<TableEntry?, LedgerError>) -> Void
        ) {
            asked.withLock { $0 += 1 }
            guard !fails else { return completion(.failure(LedgerError(.unavailable, "-"))) }
            let value = entries.withLock { $0[question.table.raw.bytes + question.key] }
            completion(.success(value.map { TableEntry(key: question.key, value: $0) }))
        }
    }

    private static let (owner, worker) = (Address(0x11), Address(0x44))
    private static let ids = ClusterCreated(
        cluster: ChainGround.cluster, creator: Address(2), stakes: Address(3), sealRegistry: Address(4),
        seals: Address(5), workerRegistry: Address(6), scheduler: Address(7), enclaveRegistry: Address(8),
        governance: Address(9), auditAnchor: Address(10))
    private static func number(_ number: UInt8) -> [UInt8] { [number, 0, 0, 0, 0, 0, 0, 0] }
    private static func table(_ id: UInt8) -> [UInt8] { Address(id).raw.bytes + number(1) }
    /// A state stands under the version of the contracts.
    private static func state(of object: UInt8) -> [UInt8] { Address(object).raw.bytes + number(1) }

    private static let scheduler =
        ChainGround.cluster.raw.bytes + table(0x51) + table(0x52) + table(0x53) + number(9) + number(3) + number(4)
        + number(8)
    private static let record: [UInt8] =
        ChainGround.cluster.raw.bytes + owner.raw.bytes + number(90) + number(50) + [1] + number(50)
        + [10, 20, 3, 0, 0, 0] + number(90)

    private static func answer(_ call: ViewCall, _ nodes: Nodes, hasWorker: Bool = true) -> APIAnswer? {
        let ground = ChainGround()
        if hasWorker { ground.tables.insert(ChainGround.worker("n-1"), of: owner) }
        let desk = ViewDesk(ground.view, ClusterQuestions(ids, types: Address(1)), nodes)
        let answers = Locked<[APIAnswer]>([])
        desk.answer(call) { answer in answers.withLock { $0.append(answer) } }
        let all = answers.withLock { $0 }
        return all.count == 1 ? all[0] : nil
    }

    private static func text(_ answer: APIAnswer?) -> String? {
        guard case .found(let bytes)? = answer else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let all = [
        state(of: 7): scheduler, state(of: 0x44): record,
        Address(0x53).raw.bytes + owner.raw.bytes: number(2),
    ]

    @Test func `each view asks for what it needs, and no more`() {
        let calls: [(ViewCall, String, Int)] = [
            (.getActiveRequestCount, #"{"result":"7"}"#, 1), (.getWorkerWorkload(Self.owner), #"{"result":"2"}"#, 2),
            (.getWorkerWorkload(Address(0x12)), #"{"result":"0"}"#, 2),
            (
                .getPerformanceHistory(Self.owner),
                #"{"score":"90","result":[{"atMs":50,"cpuPercent":10,"memoryPercent":20,"pods":3,"score":"90"}]}"#, 1
            ),
            (.verifyMinimumStake(amount: 1, required: 2), #"{"result":false}"#, 0),
            (.verifyMinimumStake(amount: 2, required: 2), #"{"result":true}"#, 0),
            (.isStakeSufficientForRole(amount: 5 * ChainGround.sui, role: .admin), #"{"result":true}"#, 0),
            (.isStakeSufficientForRole(amount: 5 * ChainGround.sui - 1, role: .admin), #"{"result":false}"#, 0),
        ]
        for (call, expected, questions) in calls {
            let nodes = Nodes(Self.all)
            #expect(Self.text(Self.answer(call, nodes)) == expected)
            #expect(nodes.asked.withLock { $0 } == questions)
        }
    }

    static let failing: [ViewCall] = [
        .getActiveRequestCount, .getWorkerWorkload(owner), .getRequestStatus(1), .getPerformanceHistory(owner),
    ]

    @Test(arguments: failing) func `what no node answers, or answers for another cluster, is said to be so`(
        _ call: ViewCall
    ) {
        #expect(Self.answer(call, Nodes(Self.all, fails: true))?.code == .chainUnavailable)
        let foreign = Self.all.mapValues { Array(repeating: 9, count: 32) + $0.dropFirst(32) }
        #expect(Self.answer(call, Nodes(foreign))?.code == .chainUnavailable)
    }

    @Test func `what there is not is not found`() {
        #expect(Self.answer(.getRequestStatus(1), Nodes(Self.all))?.code == .notFound)
        for call in [ViewCall.getWorkerInfo(Self.owner), .getPerformanceHistory(Self.owner)] {
            #expect(Self.answer(call, Nodes(Self.all), hasWorker: false)?.code == .notRegistered)
        }
    }
}
