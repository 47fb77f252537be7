// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealController

/// Many steps in one transaction, of which one that is refused keeps no other from being taken.
struct RequestTellingTests {
    static let worker = Address(0x31)

    static func chain(_ count: Int) -> FakeScheduler {
        let chain = FakeScheduler()
        chain.state.withLock { $0.workers = [Self.worker, Address(0x32), Address(0x33)] }
        for _ in 0..<count { _ = chain.submit(.delete) }
        return chain
    }

    static func tell(
        _ chain: FakeScheduler, _ steps: [RequestStep], isLeader: @escaping () -> Bool = { true }
    ) -> [RequestStep: RequestReply] {
        var replies: [RequestStep: RequestReply] = [:]
        RequestTelling(ledger: chain, isLeader: isLeader).tell(steps) { step, reply in
            #expect(replies[step] == nil)
            replies[step] = reply
        }
        return replies
    }

    @Test func `all that is good goes in one transaction`() {
        let chain = Self.chain(8)
        let replies = Self.tell(chain, (1...8).map { .assign($0, to: Self.worker) })
        #expect(replies.values.allSatisfy { $0 == .done })
        #expect(chain.state.withLock { $0.transactions.count } == 1)
    }

    @Test(arguments: 1...8) func `one that is refused is refused alone`(_ bad: UInt64) {
        let chain = Self.chain(8)
        chain.cancel(bad)
        let replies = Self.tell(chain, (1...8).map { .assign($0, to: Self.worker) })
        for number in 1...UInt64(8) {
            #expect(replies[.assign(number, to: Self.worker)] == (number == bad ? .superseded : .done))
            #expect(chain.requests[number]?.status == (number == bad ? 5 : 2))
        }
    }

    @Test(arguments: [(1, 2), (100, 2), (200, 2)] as [(UInt64, Int)])
    func `one of two hundred that is named costs one transaction more`(_ bad: UInt64, _ attempts: Int) {
        let chain = Self.chain(200)
        chain.state.withLock { $0.namesSteps = true }
        chain.cancel(bad)
        let replies = Self.tell(chain, (1...200).map { .finish($0, isDone: false, result: "no") })
        #expect(replies.count == 200 && replies.values.count { $0 == .superseded } == 1)
        #expect(replies[.finish(bad, isDone: false, result: "no")] == .superseded)
        #expect(chain.state.withLock { $0.attempts } == attempts)
    }

    @Test func `a worker that is not fit is told from a request that stands elsewhere`() {
        let chain = Self.chain(3)
        let stranger = Address(0x77)
        let steps: [RequestStep] = [
            .assign(1, to: stranger), .assign(2, to: Self.worker), .assign(99, to: Self.worker),
            .finish(3, isDone: true, result: ""), .finish(3, isDone: false, result: "no"),
        ]
        let replies = Self.tell(chain, steps)
        #expect(replies[steps[0]] == .unfit)
        #expect(replies[steps[1]] == .done)
        #expect(replies[steps[2]] == .superseded)
        #expect(replies[steps[3]] == .superseded)
        #expect(replies[steps[4]] == .done)
    }

    @Test func `the seventeenth of a worker has no room`() {
        let chain = Self.chain(17)
        let replies = Self.tell(chain, (1...17).map { .assign($0, to: Self.worker) })
        #expect(replies.values.count { $0 == .done } == WorkerChoice.room)
        #expect(replies.values.count { $0 == .unfit } == 1)
    }

    @Test func `what nobody knows is not told apart`() {
        for fault in [FakeScheduler.Fault.lost, .unavailable] {
            let chain = Self.chain(4)
            chain.state.withLock { $0.faults = [fault] }
            let replies = Self.tell(chain, (1...4).map { .assign($0, to: Self.worker) })
            #expect(replies.values.allSatisfy { $0 == .later })
        }
    }

    @Test func `whoever does not lead tells nothing`() {
        let chain = Self.chain(2)
        let replies = Self.tell(chain, [.assign(1, to: Self.worker)], isLeader: { false })
        #expect(replies == [.assign(1, to: Self.worker): .later])
        #expect(chain.state.withLock { $0.transactions.isEmpty })
    }

    @Test(
        arguments: [
            (6, .one(.later)), (8, .one(.superseded)), (9, .one(.superseded)), (10, .one(.unfit)), (11, .one(.unfit)),
            (1, .all), (2, .all), (12, .all),
        ] as [(UInt64, RequestTelling.Meaning)])
    func `the contract's errors mean what they say`(_ code: UInt64, _ meaning: RequestTelling.Meaning) {
        func refused(_ module: String) -> OperatorWallet.Failure {
            let abort = ExecutionFailure.Abort(package: Address(2), module: module, function: nil, code: code)
            return .send(.refused(ExecutionFailure(abort: abort, isCongestion: false, message: "")))
        }
        #expect(RequestTelling.meaning(of: refused("k8s_scheduler")) == meaning)
        #expect(RequestTelling.meaning(of: refused("caps")) == .all)
    }

    @Test func `what is no check of the contracts is tried in smaller parts, but for a crowd`() {
        func refused(_ isCongestion: Bool) -> OperatorWallet.Failure {
            .send(.refused(ExecutionFailure(abort: nil, isCongestion: isCongestion, message: "")))
        }
        #expect(RequestTelling.meaning(of: refused(true)) == .all)
        #expect(RequestTelling.meaning(of: refused(false)) == .one(.later))
        #expect(RequestTelling.meaning(of: .noCapability) == .all)
        #expect(RequestTelling.meaning(of: .send(.calledOff)) == .all)
    }
}

/// What waits to be told.
struct RequestBatchTests {
    static let now = Monotonic(nanoseconds: 1_000_000_000)

    @Test func `what ends goes first, in the order in which it came`() {
        var batch = RequestBatch()
        batch.append(.assign(1, to: Address(1)), at: Self.now)
        batch.append(.finish(2, isDone: true, result: ""), at: Self.now)
        batch.append(.finish(3, isDone: true, result: ""), at: Self.now)
        let steps = batch.take()
        #expect(steps.map(\.request) == [2, 3, 1])
        #expect(batch.due(.zero) == nil)
    }

    @Test func `what is withdrawn is not told, and what is left waits for no longer`() {
        var batch = RequestBatch()
        batch.append(.assign(1, to: Address(1)), at: Self.now)
        batch.append(.finish(2, isDone: true, result: ""), at: Self.now)
        batch.append(.assign(3, to: Address(1)), at: Self.now)
        for number in [1, 2, 9] as [UInt64] { batch.remove(number) }
        #expect(batch.due(.zero) == Self.now && batch.count == 1)
        batch.remove(3)
        #expect(batch.due(.zero) == nil && batch.take().isEmpty)
    }

    @Test func `it waits for others, unless it is full`() {
        var batch = RequestBatch()
        #expect(batch.due(.milliseconds(20)) == nil)
        for number in 1..<UInt64(RequestBatch.maximumSteps) {
            batch.append(.assign(number, to: Address(1)), at: Self.now)
        }
        #expect(batch.due(.milliseconds(20)) == Self.now.advanced(by: .milliseconds(20)))
        batch.append(.assign(999, to: Address(1)), at: Self.now)
        #expect(batch.due(.milliseconds(20)) == Self.now)
    }

    @Test(arguments: [-1, 0, 1]) func `a transaction has no more steps than it should`(_ more: Int) {
        var batch = RequestBatch()
        let count = RequestBatch.maximumSteps + more
        for number in 0..<count { batch.append(.assign(UInt64(number), to: Address(1)), at: Self.now) }
        let first = batch.take()
        #expect(first.count == min(count, RequestBatch.maximumSteps))
        #expect(batch.count == max(0, more))
        #expect(batch.due(.milliseconds(20)) == (more > 0 ? Self.now.advanced(by: .milliseconds(20)) : nil))
    }
}
