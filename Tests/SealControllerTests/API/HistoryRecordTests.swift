// SPDX-License-Identifier: Apache-2.0
import Crypto
import Testing

@testable import SealController
@testable import SuiLedger

/// Which of the chain's events are somebody's, and what is kept of them.
@Suite struct HistoryRecordTests {
    private static func followed(_ content: ContractEvent?) -> FollowedEvent {
        let type = StructTag(Address(0x99), "staking", "X")
        let event = EmittedEvent(
            identity: .init(transaction: Digest(Bytes32()), index: 0), checkpoint: 7, type: type, contents: [])
        return FollowedEvent(event: event, content: content, effect: .changed)
    }

    @Test func `a stake's change is its owner's`() throws {
        let account = ChainGround.account(5, node: 6, status: 3)
        let event = StakeChanged(
            cluster: Address(1), number: 1, owner: Address(0x11), account: account, cause: 1, evidence: [])
        let record = try #require(HistoryRecord(Self.followed(.stakeChanged(event))))
        #expect(record.kind == .stakeChanged && record.owner == Address(0x11) && record.checkpoint == 7)
        #expect(record.amount == 5 && record.nodeAmount == 6 && record.status == 3 && record.subject == nil)
    }

    @Test func `a worker's change is its owner's, and a seal's its owner's`() throws {
        let worker = WorkerChanged(
            cluster: Address(1), number: 1, owner: Address(0x11), worker: ChainGround.worker("n-1", status: 2))
        let record = try #require(HistoryRecord(Self.followed(.workerChanged(worker))))
        #expect(record.kind == .workerChanged && record.subject == Address(0x44) && record.status == 2)
        let seal = SealChanged(
            cluster: Address(1), number: 1, key: SealKey(Bytes32()), seal: ChainGround.seal(of: Address(0x12)), cause: 1
        )
        let other = try #require(HistoryRecord(Self.followed(.sealChanged(seal))))
        #expect(other.kind == .sealChanged && other.owner == Address(0x12) && other.subject == Address(0x5E))
    }

    /// A request of 0x11's after so much; times are those that the contracts write.
    private static func request(
        _ status: UInt8, worker: SuiLedger.Address?, result: String, assigned: UInt64, finished: UInt64
    ) throws -> HistoryRecord {
        let request = KubernetesRequest(
            submitter: Address(0x11), sealID: Address(0x5E), method: 1, resource: "configmaps", namespace: "team-a",
            name: "a", manifest: "{}", uri: "", contentHash: [], priority: 5, status: status, worker: worker,
            result: result, submittedMilliseconds: 1_800_000_000_001, assignedMilliseconds: assigned,
            finishedMilliseconds: finished, sequence: 9, ext: [])
        let event = RequestChanged(cluster: Address(1), number: 9, requestID: 4, request: request)
        return try #require(HistoryRecord(followed(.requestChanged(event))))
    }

    private static func page(_ record: HistoryRecord) -> String {
        let answer = StakingPages.history([.init(number: 3, record: record)], limit: 20, since: 5)
        guard case .found(let bytes) = answer else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a request's change is its submitter's, and says how far it had come`() throws {
        let pending = try Self.request(1, worker: nil, result: "", assigned: 0, finished: 0)
        #expect(pending.kind == .requestChanged && pending.owner == Address(0x11) && pending.number == 4)
        #expect(
            Self.page(pending)
                == #"{"sinceMs":5,"transactions":[{"id":"3","kind":"request_changed","#
                + #""transaction":"11111111111111111111111111111111","checkpoint":7,"status":1,"number":"4","#
                + #""request":{"state":"pending","worker":null,"result":"","submittedMs":1800000000001,"#
                + #""assignedMs":null,"finishedMs":null}}],"next":null}"#)
        let assigned = try Self.request(
            2, worker: Address(0x31), result: "", assigned: 1_800_000_000_002, finished: 0)
        let worker = "0x" + String(repeating: "0", count: 62) + "31"
        #expect(
            Self.page(assigned).contains(
                #""request":{"state":"assigned","worker":"\#(worker)","result":"","submittedMs":1800000000001,"#
                    + #""assignedMs":1800000000002,"finishedMs":null}"#))
        let failed = try Self.request(
            4, worker: Address(0x31), result: "forbidden: no", assigned: 1_800_000_000_002,
            finished: 1_800_000_000_003)
        #expect(
            Self.page(failed).contains(
                #""request":{"state":"failed","worker":"\#(worker)","result":"forbidden: no","#
                    + #""submittedMs":1800000000001,"assignedMs":1800000000002,"finishedMs":1800000000003}"#))
    }

    @Test(arguments: [(255, 255), (256, 256), (257, 256), (100_000, 256)])
    func `no result takes more of the memory than the contracts allow`(_ count: Int, _ kept: Int) throws {
        let record = try Self.request(
            3, worker: nil, result: String(repeating: "a", count: count), assigned: 0, finished: 1)
        #expect(record.progress?.result.utf8.count == kept)
    }

    @Test func `what is no request says nothing of one`() throws {
        let account = ChainGround.account(5)
        let event = StakeChanged(
            cluster: Address(1), number: 1, owner: Address(0x11), account: account, cause: 1, evidence: [])
        let record = try #require(HistoryRecord(Self.followed(.stakeChanged(event))))
        #expect(record.progress == nil)
        #expect(!Self.page(record).contains(#""request""#))
    }

    @Test func `what is nobody's, or not known, is not kept`() {
        let funds = FundsChanged(
            cluster: Address(1), number: 1, slashed: 0, pot: 0, rewardIndex: 0, totalWeight: 0)
        #expect(HistoryRecord(Self.followed(.fundsChanged(funds))) == nil)
        #expect(HistoryRecord(Self.followed(nil)) == nil)
    }
}
