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

    @Test func `what is nobody's, or not known, is not kept`() {
        let funds = FundsChanged(
            cluster: Address(1), number: 1, slashed: 0, pot: 0, rewardIndex: 0, totalWeight: 0)
        #expect(HistoryRecord(Self.followed(.fundsChanged(funds))) == nil)
        #expect(HistoryRecord(Self.followed(nil)) == nil)
    }
}
