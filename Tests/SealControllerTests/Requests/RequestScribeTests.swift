// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealController

/// The thread that tells the chain and asks it: one thing after the other, many steps in one transaction.
@Suite(.timeLimit(.minutes(10))) struct RequestScribeTests {
    /// A scribe, and what it answered.
    final class Desk: Sendable {
        static let worker = Address(0x31)

        let ledger = HeldLedger()
        let isLeading = Locked(true)
        let scribe: RequestScribe
        private let answers = Locked<[RequestScribe.Answer]>([])

        init(linger: Duration = .zero, requests: Int = 0) {
            let isLeading = isLeading
            scribe = RequestScribe(ledger, linger: linger) { isLeading.withLock { $0 } }
            // One has room for sixteen.
            ledger.chain.state.withLock { $0.workers = Set((0..<20).map { Address(UInt8(0x31 + $0)) }) }
            for _ in 0..<requests { _ = ledger.chain.submit(.delete) }
        }

        func start() throws {
            try scribe.start { [answers] answer in answers.withLock { $0.append(answer) } }
        }

        /// Takes the step that gives a request to a worker with room.
        func assign(_ number: UInt64) {
            scribe.take(.tell(.assign(number, to: Address(UInt8(0x31 + (number - 1) / 16)))))
        }

        /// The answers, in words.
        var words: [String] {
            answers.withLock { $0 }.map { answer in
                switch answer {
                case .told(let step, let reply): "told \(step.request) \(reply)"
                case .listed(let listing): "listed \(listing?.requests.count ?? -1)"
                case .found(let number, let request): "found \(number) \(request?.status ?? 0)"
                case .probed(let number): "probed \(number.map { Int($0) } ?? -1)"
                }
            }
        }

        /// How many steps each transaction had.
        var transactions: [Int] { ledger.chain.state.withLock { $0.transactions.map(\.count) } }

        func wait(_ what: Comment, _ isThere: () -> Bool) {
            let deadline = Monotonic.now.advanced(by: .seconds(120))
            while !isThere(), Monotonic.now < deadline { Pause.take(.milliseconds(1)) }
            #expect(isThere(), what)
        }
    }

    /// So long that whatever is done is not done because it has passed.
    private static let ever = Duration.seconds(100_000)

    @Test func `each question has one answer, in the order in which it was asked`() throws {
        let desk = Desk(requests: 2)
        for order in [.probe, .list, .ask(2), .ask(3), .probe] as [RequestOrder] { desk.scribe.take(order) }
        try desk.start()
        desk.wait("the answers") { desk.words.count == 5 }
        #expect(desk.words == ["probed 2", "listed 2", "found 2 1", "found 3 0", "probed 2"])
        desk.scribe.stop()
        #expect(desk.words.count == 5)
    }

    @Test func `a chain that says nothing is an answer, too`() throws {
        let desk = Desk(requests: 1)
        desk.ledger.chain.state.withLock { $0.isSilent = true }
        for order in [.probe, .list, .ask(1)] as [RequestOrder] { desk.scribe.take(order) }
        try desk.start()
        desk.wait("the answers") { desk.words.count == 3 }
        #expect(desk.words == ["probed -1", "listed -1", "found 1 0"])
        desk.scribe.stop()
    }

    @Test func `what comes within a while goes together, what ends first of all`() throws {
        let desk = Desk(requests: 4)
        desk.ledger.shut()
        try desk.start()
        desk.assign(1)
        desk.wait("the first is under way") { desk.ledger.counts.begun == 1 }
        desk.assign(2)
        desk.scribe.take(.tell(.finish(3, isDone: false, result: "no")))
        desk.assign(4)
        desk.ledger.open()
        desk.wait("the answers") { desk.words.count == 4 }
        #expect(desk.words == ["told 1 done", "told 3 done", "told 2 done", "told 4 done"])
        #expect(desk.transactions == [1, 3])
        desk.scribe.stop()
    }

    @Test func `a question is asked before the next transaction`() throws {
        let desk = Desk(requests: 1)
        desk.assign(1)
        desk.scribe.take(.probe)
        try desk.start()
        desk.wait("the answers") { desk.words.count == 2 }
        #expect(desk.words == ["probed 1", "told 1 done"])
        desk.scribe.stop()
    }

    @Test(arguments: [-1, 0, 1]) func `a transaction that is full waits for nobody`(_ more: Int) throws {
        let count = RequestBatch.maximumSteps + more
        let desk = Desk(linger: Self.ever, requests: count)
        for number in 1...UInt64(count) { desk.assign(number) }
        desk.scribe.take(.probe)
        try desk.start()
        desk.wait("it has looked") { desk.words.contains { $0.hasPrefix("probed") } }
        if more >= 0 { desk.wait("the full one") { desk.transactions == [RequestBatch.maximumSteps] } }
        desk.scribe.stop()
        // What waits is left to whoever comes next.
        #expect(desk.transactions == (more < 0 ? [] : [RequestBatch.maximumSteps]))
        #expect(desk.words.count == (more < 0 ? 1 : 1 + RequestBatch.maximumSteps))
    }

    @Test func `what does not lead tells nothing and says so, and may ask`() throws {
        let desk = Desk(requests: 2)
        desk.isLeading.withLock { $0 = false }
        desk.scribe.take(.probe)
        desk.assign(1)
        desk.assign(2)
        try desk.start()
        desk.wait("the answers") { desk.words.count == 3 }
        #expect(desk.words == ["probed 2", "told 1 later", "told 2 later"])
        #expect(desk.ledger.counts.begun == 0)
        desk.scribe.stop()
    }

    @Test func `a lead that is lost while what was refused is told apart ends that`() throws {
        let desk = Desk(requests: 4)
        desk.ledger.chain.cancel(4)
        desk.ledger.shut()
        for number in 1...4 as ClosedRange<UInt64> { desk.assign(number) }
        try desk.start()
        desk.wait("all four are under way") { desk.ledger.counts.begun == 1 }
        desk.isLeading.withLock { $0 = false }
        desk.ledger.open()
        desk.wait("the answers") { desk.words.count == 4 }
        #expect(desk.words == ["told 1 later", "told 2 later", "told 3 later", "told 4 later"])
        #expect(desk.ledger.counts.begun == 1 && desk.transactions.isEmpty)
        desk.scribe.stop()
    }

    @Test func `one that is refused is found by halves, and each step is answered once`() throws {
        let desk = Desk(requests: 8)
        desk.ledger.chain.cancel(6)
        for number in 1...8 as ClosedRange<UInt64> { desk.assign(number) }
        try desk.start()
        desk.wait("the answers") { desk.words.count == 8 }
        #expect(Set(desk.words) == Set([1, 2, 3, 4, 5, 7, 8].map { "told \($0) done" } + ["told 6 superseded"]))
        // All eight, both halves, both quarters of the second, and the two of the third quarter.
        #expect(desk.ledger.counts.begun == 7 && desk.transactions == [4, 1, 2])
        desk.scribe.stop()
    }

    @Test func `it ends only after what it has under way, and takes nothing up any more`() throws {
        let desk = Desk(requests: 2)
        desk.ledger.shut()
        desk.assign(1)
        try desk.start()
        desk.wait("the first is under way") { desk.ledger.counts.begun == 1 }
        desk.assign(2)
        let helper = try SharedThread(name: "opener") { [desk] in
            for _ in 0..<50 { Pause.take(.milliseconds(1)) }
            desk.ledger.open()
        }
        desk.scribe.stop()
        #expect(desk.ledger.counts.ended == 1 && desk.words == ["told 1 done"])
        helper.join()
        #expect(desk.transactions == [1])
    }

    @Test func `what was never begun ends at once`() {
        let desk = Desk(requests: 1)
        desk.assign(1)
        desk.scribe.stop()
        #expect(desk.words.isEmpty && desk.ledger.counts == HeldLedger.Counts())
    }
}
