// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing
import WorkerProtocol

@testable import SealController

/// What machines are told when they report.
@Suite struct HeartbeatDeskTests {
    private let ground = ChainGround()
    private let board = WorkerBoard()
    private static let owner = Address(0x11)
    private static let sui = ChainGround.sui

    private func heartbeat(_ name: String) -> Heartbeat {
        Heartbeat(
            nodeName: name, atMilliseconds: 1, cpuPercent: 1, memoryPercent: 2, diskPercent: 3, networkReceivedBytes: 4,
            networkSentBytes: 5, pods: 6, containers: 7, version: "v1")
    }

    private func answer(_ name: String, account: StakeAccount?) -> APIAnswer {
        let holder = SealHolder(
            owner: Self.owner, seal: Address(0x5E), kind: .worker, account: account, tier: nil, refusal: nil)
        return HeartbeatDesk(chain: ground.view, board: board).answer(
            heartbeat(name), from: holder, at: ChainGround.now)
    }

    private func reply(_ name: String, account: StakeAccount?) throws -> HeartbeatReply {
        guard case .found(let bytes) = answer(name, account: account) else { throw NoReply() }
        return try HeartbeatReply(json: bytes.span)
    }

    private struct NoReply: Error {}

    static let standings: [(UInt8, WorkerStanding, Bool)] = [
        (2, .active, false), (3, .suspended, false), (4, .slashed, true), (5, .retired, true), (9, .unknown, false),
    ]

    @Test(arguments: standings) func `a machine hears where it stands`(
        _ status: UInt8, _ standing: WorkerStanding, _ drains: Bool
    ) throws {
        ground.tables.insert(ChainGround.worker("n-1", status: status), of: Self.owner)
        let reply = try reply("n-1", account: ChainGround.account(0, node: Self.sui))
        #expect(reply.standing == standing && reply.drain == drains && reply.nodeName == "n-1")
        #expect(reply.stakeMist == Self.sui && reply.requiredMist == Self.sui)
    }

    @Test func `a stake that is too small, unbonding or slashed takes the machine out`() throws {
        ground.tables.insert(ChainGround.worker("n-1"), of: Self.owner)
        for (account, drains) in [
            (ChainGround.account(0, node: Self.sui - 1), true), (ChainGround.account(0, node: Self.sui), false),
            (ChainGround.account(0, node: Self.sui, status: 2), true), (nil, true),
        ] as [(StakeAccount?, Bool)] {
            let reply = try reply("n-1", account: account)
            #expect(reply.drain == drains && reply.standing == .active && reply.reason.isEmpty == !drains)
        }
        let slashed = try reply("n-1", account: ChainGround.account(0, node: Self.sui, status: 3))
        #expect(slashed.drain && slashed.standing == .slashed)
    }

    // The contracts' table: at a score of 70 the minimum and 30 hundredths of it.
    @Test func `a machine hears what its score asks for, and keeps its pods`() throws {
        ground.tables.insert(ChainGround.worker("n-1"), of: Self.owner)
        var account = ChainGround.account(0, node: Self.sui)
        account.score = 70
        let reply = try reply("n-1", account: account)
        #expect(reply.requiredMist == 1_300_000_000 && reply.stakeMist == Self.sui && !reply.drain)
    }

    @Test func `a machine that the registry does not know yet goes on, and is not listed`() throws {
        let reply = try reply("n-1", account: ChainGround.account(0, node: Self.sui))
        #expect(reply.standing == .unknown && !reply.drain && reply.nodeName.isEmpty && board.count == 0)
        #expect(try self.reply("n-1", account: nil).drain)
    }

    @Test func `another's machine is not reported for`() {
        ground.tables.insert(ChainGround.worker("n-1"), of: Address(0x12))
        #expect(answer("n-1", account: ChainGround.account(0, node: Self.sui)).code == .forbidden)
        #expect(board.count == 0)
    }

    @Test func `without the registrations nobody is told anything`() {
        ground.mark.withLock { $0.hasWorkers = false }
        #expect(answer("n-1", account: nil).code == .chainUnavailable)
    }

    @Test func `what a machine said is its owner's alone`() {
        board.take(heartbeat("n-1"), of: Self.owner, at: ChainGround.now.monotonic)
        #expect(board.entry(of: "n-1", owner: Self.owner)?.heartbeat.pods == 6)
        #expect(board.entry(of: "n-1", owner: Address(0x12)) == nil && board.entry(of: "n-2", owner: Self.owner) == nil)
    }
}
