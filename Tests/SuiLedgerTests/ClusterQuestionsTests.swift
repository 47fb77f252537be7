// SPDX-License-Identifier: Apache-2.0
import Crypto
import Testing
import Wire

@testable import SuiLedger

@Suite struct ClusterQuestionsTests {
    private static let questions = ClusterQuestions(FollowWorld.cluster, types: Address(0xcd))

    @Test func `each entry is asked for under its own key, of the type that the first package defined`() {
        let account = Self.questions.account(of: Address(0x21))
        #expect(account.table == Address(3) && account.keyType == .address)
        #expect(account.key == Array(repeating: 0, count: 31) + [0x21])
        let seal = Self.questions.seal(SealKey(Address(0x22).raw))
        #expect(seal.table == Address(5) && seal.keyType.description == "\(Address(0xcd))::seal::SealKey")
        // Numbers begin with their least byte.
        #expect(seal.key == [0x22] + Array(repeating: 0, count: 31))
        let params = Self.questions.params
        #expect(params.table == Address(1) && params.keyType == .u64 && params.key == [1, 0, 0, 0, 0, 0, 0, 0])
        let registry = Self.questions.workerRegistry
        #expect(registry.table == Address(6) && registry.keyType == .u64 && registry.key == params.key)
    }

    @Test func `a registry says where its workers are, behind whose it is`() {
        // The cluster, the table and how much is in it, and what nobody outside the contracts reads.
        let state = Address(1).raw.bytes + Address(0x77).raw.bytes + [3, 0, 0, 0, 0, 0, 0, 0] + [9, 9]
        #expect(ClusterQuestions.workers(TableEntry(key: [], value: state), of: Address(1)) == Address(0x77))
        #expect(ClusterQuestions.workers(TableEntry(key: [], value: state), of: Address(2)) == nil)
        let short = TableEntry(key: [], value: Array(state.prefix(63)))
        #expect(ClusterQuestions.workers(short, of: Address(1)) == nil)
        #expect(ClusterQuestions.workers(TableEntry(key: [], value: []), of: Address(1)) == nil)
    }

    @Test func `a scheduler's state says where its tables are, behind whose it is`() {
        let number: (UInt8) -> [UInt8] = { [$0, 0, 0, 0, 0, 0, 0, 0] }
        let table: (UInt8) -> [UInt8] = { Address($0).raw.bytes + number(9) }
        let contents =
            Address(1).raw.bytes + table(0x51) + table(0x52) + table(0x53) + number(7) + number(3) + number(4)
            + number(8)
        let state = SchedulerState(
            cluster: Address(1), requests: Address(0x51), workloads: Address(0x53), submitted: 7, pending: 3,
            assigned: 4,
            sequence: 8)
        #expect(state.open == 7)
        #expect(Self.questions.scheduler(TableEntry(key: [], value: contents + number(9))) == state)
        #expect(Self.questions.scheduler(TableEntry(key: [], value: contents)) == state)
        #expect(Self.questions.scheduler(TableEntry(key: [], value: Array(contents.dropLast()))) == nil)
        let foreign = Address(2).raw.bytes + contents.dropFirst(32)
        #expect(Self.questions.scheduler(TableEntry(key: [], value: foreign)) == nil)
        #expect(Self.questions.scheduler.table == FollowWorld.cluster.scheduler)
        #expect(Self.questions.request(5, in: Address(0x51)).key == number(5))
        #expect(Self.questions.workload(of: Address(0x21), in: Address(0x53)).table == Address(0x53))
        #expect(ClusterQuestions.number(TableEntry(key: [], value: number(5))) == 5)
        #expect(ClusterQuestions.number(TableEntry(key: [], value: number(5) + [0])) == nil)
    }

    @Test func `how far the audit log is anchored stands behind whose it is and where its roots are`() throws {
        let number: (UInt8) -> [UInt8] = { [$0, 0, 0, 0, 0, 0, 0, 0] }
        let contents = Address(1).raw.bytes + Address(0x61).raw.bytes + number(2) + number(9) + number(7)
        let state = AnchorState(cluster: Address(1), roots: Address(0x61), count: 2, sequence: 9, size: 7)
        #expect(Self.questions.anchor(TableEntry(key: [], value: contents + number(2))) == state)
        #expect(Self.questions.anchor(TableEntry(key: [], value: contents)) == state)
        #expect(Self.questions.anchor(TableEntry(key: [], value: Array(contents.dropLast()))) == nil)
        let foreign = Address(2).raw.bytes + contents.dropFirst(32)
        #expect(Self.questions.anchor(TableEntry(key: [], value: foreign)) == nil)
        #expect(Self.questions.anchor.table == FollowWorld.cluster.auditAnchor)
        let question = Self.questions.root(9, in: Address(0x61))
        #expect(question.key == number(9) && question.table == Address(0x61) && question.keyType == .u64)
        let root = number(7) + [2, 0xAB, 0xCD] + number(50)
        let read = try ClusterQuestions.root(TableEntry(key: number(9), value: root))
        #expect(read == AuditRoot(size: 7, hash: [0xAB, 0xCD], atMilliseconds: 50))
        #expect(throws: BCSError.self) { try ClusterQuestions.root(TableEntry(key: [], value: root + [0])) }
    }

    @Test func `a worker's record is the beginning of its state, and no longer than a contract keeps`() {
        let number: (UInt8) -> [UInt8] = { [$0, 0, 0, 0, 0, 0, 0, 0] }
        let head = Address(1).raw.bytes + Address(0x21).raw.bytes + number(90) + number(50)
        let one: [UInt8] = number(50) + [10, 20, 3, 0, 0, 0] + number(90)
        let read = { (history: [UInt8]) in Self.questions.record(TableEntry(key: [], value: head + history)) }
        let performance = WorkerPerformance(
            atMilliseconds: 50, cpuPercent: 10, memoryPercent: 20, pods: 3, score: 90)
        let expected = WorkerRecord(
            cluster: Address(1), owner: Address(0x21), score: 90, lastMilliseconds: 50, history: [performance])
        #expect(read([1] + one + number(2)) == expected)
        #expect(read([0])?.history == [])
        #expect(read([2] + one) == nil)
        let many = { (count: Int) in Array(repeating: one, count: count).flatMap { $0 } }
        #expect(read([0xFF, 0x01] + many(255))?.history.count == 255)
        #expect(read([0x80, 0x02] + many(256))?.history.count == 256)
        #expect(read([0x81, 0x02] + many(257)) == nil)
    }

    @Test func `a worker is read whole`() throws {
        let worker = FollowWorld.worker("n-1", status: 2, sequence: 7)
        #expect(try ClusterQuestions.worker(TableEntry(key: [], value: worker.bcs)) == worker)
        #expect(throws: BCSError(.trailing)) {
            try ClusterQuestions.worker(TableEntry(key: [], value: worker.bcs + [0]))
        }
    }

    @Test func `entries are read whole, but parameters are the beginning of a state`() throws {
        let account = StakeAccount(
            amount: 1, nodeAmount: 2, unbonding: 3, unbondEpoch: 4, status: 5, score: 6, slashedTotal: 7,
            sinceMilliseconds: 8, weightEpoch: 9, generation: 10, nodeID: "n", sequence: 11, ext: [12])
        #expect(try ClusterQuestions.account(TableEntry(key: [], value: account.bcs)) == account)
        #expect(throws: BCSError(.trailing)) {
            try ClusterQuestions.account(TableEntry(key: [], value: account.bcs + [0]))
        }
        let seal = Seal(
            sealID: Address(1), owner: Address(2), kind: 1, generation: 3, bind: Address(4).raw, permissions: ["p"],
            namespaces: ["n"], issuedMilliseconds: 5, expiresEpoch: 6, revoked: true, sequence: 7, ext: [])
        #expect(try ClusterQuestions.seal(TableEntry(key: [], value: seal.bcs)) == seal)
        #expect(throws: BCSError(.truncated)) {
            try ClusterQuestions.seal(TableEntry(key: [], value: Array(seal.bcs.dropLast())))
        }
        let params = ClusterParams(
            thresholds: TierThresholds(viewer: 1, developer: 2, admin: 3, superuser: 4), workerMinimum: 5,
            unbondingEpochs: 6, votingMilliseconds: 7, appealMilliseconds: 8, proposalBond: 9, slashFraction: 10,
            slasherEpochLimit: 11, sealEpochs: 12)
        #expect(ClusterQuestions.params(TableEntry(key: [], value: params.bcs + [1, 2, 3])) == params)
        #expect(ClusterQuestions.params(TableEntry(key: [], value: Array(params.bcs.dropLast()))) == nil)
    }
}
