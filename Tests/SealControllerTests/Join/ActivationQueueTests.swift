// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import Testing

@testable import SealController

/// Who sends for whom.
struct ActivationQueueTests {
    private static func worker(_ number: UInt8) -> WorkerActivation {
        WorkerActivation(Address(number), nodeName: "n-\(number)")
    }

    /// Whose workers somebody sends; `nil` where it is not theirs to send.
    private static func sent(_ turn: ActivationQueue.Turn?) -> [ActivationQueue.Order]? {
        if case .send(let orders)? = turn { orders } else { nil }
    }

    private static func told(_ turn: ActivationQueue.Turn?) -> ActivationQueue.Outcome? {
        if case .told(let outcome)? = turn { outcome } else { nil }
    }

    @Test func `who comes alone sends at once`() throws {
        var queue = ActivationQueue()
        let ticket = queue.enter(Self.worker(1))
        let orders = try #require(Self.sent(queue.turn(of: ticket)))
        #expect(orders.map(\.worker) == [Self.worker(1)] && queue.count == 0)
        #expect(queue.turn(of: ticket) == nil, "the transaction is under way")
        queue.settle(orders[0], .success(.nameTaken))
        queue.finish()
        #expect(Self.told(queue.turn(of: ticket)) == .success(.nameTaken))
        #expect(queue.turn(of: ticket) == nil, "each is told once")
    }

    @Test func `who comes meanwhile goes into the next one, in order, by whoever looks first`() throws {
        var queue = ActivationQueue()
        let first = queue.enter(Self.worker(1))
        let one = try #require(Self.sent(queue.turn(of: first)))
        let others = (2...4).map { queue.enter(Self.worker($0)) }
        for ticket in others { #expect(queue.turn(of: ticket) == nil) }
        queue.settle(one[0], .success(.done))
        #expect(Self.told(queue.turn(of: first)) == .success(.done))
        #expect(queue.turn(of: others[0]) == nil, "until all of it is settled nobody else sends")
        queue.finish()
        let next = try #require(Self.sent(queue.turn(of: others[2])))
        #expect(next.map(\.worker) == [Self.worker(2), Self.worker(3), Self.worker(4)])
        queue.settle(next[1], .failure(.stakeTooLow))
        #expect(Self.told(queue.turn(of: others[1])) == .failure(.stakeTooLow))
        #expect(queue.turn(of: others[0]) == nil)
    }

    @Test(arguments: [-1, 0, 1]) func `a transaction has no more workers than it should`(_ more: Int) throws {
        var queue = ActivationQueue()
        let count = ActivationQueue.maximumWorkers + more
        let tickets = (0..<count).map { queue.enter(Self.worker(UInt8($0))) }
        // The last one sends for those before, even where it is not among them.
        let first = try #require(Self.sent(queue.turn(of: tickets[count - 1])))
        #expect(first.map(\.ticket) == Array(tickets.prefix(64)))
        #expect(queue.count == max(0, more))
        for order in first { queue.settle(order, .success(.done)) }
        queue.finish()
        let next = Self.sent(queue.turn(of: tickets[count - 1]))
        #expect(next?.map(\.ticket) == (more > 0 ? [tickets[64]] : nil))
    }
}

/// What a failed transaction means for whom.
struct ActivationMeaningTests {
    private static func said(_ failure: OperatorWallet.Failure) -> String {
        switch ActivationMeaning.of(failure) {
        case .all(let outcome): "all \(outcome)"
        case .one(let outcome, _): "one \(outcome)"
        }
    }

    private static func refused(
        _ module: String?, _ code: UInt64 = 0, isCongestion: Bool = false
    ) -> OperatorWallet.Failure {
        let abort = module.map { ExecutionFailure.Abort(package: Address(2), module: $0, function: nil, code: code) }
        return .send(.refused(ExecutionFailure(abort: abort, isCongestion: isCongestion, message: "")))
    }

    // The numbers are those of `worker_registry.move`.
    @Test(
        arguments: [
            (3, "one failure(SealController.JoinRefusal.stakeTooLow)"),
            (5, "one failure(SealController.JoinRefusal.notRegistered)"),
            (6, "one success(SealController.Activation.superseded)"),
            (8, "one success(SealController.Activation.nameTaken)"),
            (1, "one failure(SealController.JoinRefusal.notOperator)"),
            (7, "one failure(SealController.JoinRefusal.notOperator)"),
        ] as [(UInt64, String)])
    func `the contract's errors are one worker's`(_ code: UInt64, _ words: String) {
        #expect(Self.said(Self.refused("worker_registry", code)) == words)
        #expect(
            Self.said(Self.refused("caps", code)) == "one failure(SealController.JoinRefusal.notOperator)",
            "the number means something else there")
    }

    @Test func `what fewer might do is tried with fewer`() {
        let words = "one failure(SealController.JoinRefusal.notOperator)"
        #expect(Self.said(Self.refused(nil)) == words)
        #expect(Self.said(.send(.noFunds(needed: 2, available: 1))) == words)
    }

    @Test func `what nobody knows, or what is nobody's fault, is everybody's`() {
        let unavailable = "all failure(SealController.JoinRefusal.chainUnavailable)"
        #expect(Self.said(.send(.unknown(Digest(Bytes32())))) == unavailable)
        #expect(Self.said(.send(.ledger(LedgerError(.timeout, "")))) == unavailable)
        #expect(Self.said(Self.refused(nil, isCongestion: true)) == unavailable)
        #expect(Self.said(.send(.calledOff)) == "all failure(SealController.JoinRefusal.notLeader)")
        #expect(Self.said(.noCapability) == "all failure(SealController.JoinRefusal.notOperator)")
        #expect(
            Self.said(.send(.signing(CryptoError(.outOfMemory))))
                == "all failure(SealController.JoinRefusal.notOperator)")
    }
}
