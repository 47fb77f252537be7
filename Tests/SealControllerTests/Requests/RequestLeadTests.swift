// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SuiLedger
import Telemetry
import Testing

@testable import SealController

/// The thread that carries requests out, when the lead comes or goes, and when it ends.
@Suite(.timeLimit(.minutes(10))) struct RequestLeadTests {
    @Test func `who does not lead asks nobody and does nothing, and who begins to does`() throws {
        let site = try RequestSite()
        site.isLeading.withLock { $0 = false }
        let number = site.apply()
        try site.keeper.start()
        site.tell()
        site.rounds()
        #expect(site.ledger.counts == HeldLedger.Counts() && site.door.sent.isEmpty)
        site.lead(true)
        site.ended(number, .completed)
        site.keeper.stop()
    }

    @Test func `who has just got the lead lets pass what the one before it may have under way`() throws {
        let settle = RequestSettings().settle
        let site = try RequestSite { $0.settle = settle }
        let number = site.apply()
        try site.keeper.start()
        site.wait("the list") { site.ledger.counts.lists == 1 }
        site.advance(by: settle - .milliseconds(1))
        site.rounds()
        #expect(site.ledger.counts.begun == 0 && site.door.sent.isEmpty)
        site.advance(by: .milliseconds(1))
        site.ended(number, .completed)
        site.keeper.stop()
    }

    @Test func `a lead that is lost after the object was read writes nothing, until it is back`() throws {
        let site = try RequestSite()
        let number = site.apply()
        site.door.hold { $0.verb == .get }
        try site.keeper.start()
        site.wait("it is read") { site.door.waiting == 1 }
        site.lead(false)
        site.door.release()
        site.wait("it is called off") { site.metrics.retries.value == 1 }
        site.rounds()
        #expect(site.door.words == ["discover ", "get configmaps"] && site.status(number) == 2)
        #expect(site.door.events.isEmpty && site.ledger.counts.ended == 1)
        site.lead(true)
        site.advance(by: .seconds(1))
        site.ended(number, .completed)
        #expect(site.door.cluster.state.withLock { $0.effects.count } == 1)
        site.keeper.stop()
    }

    @Test func `a lead that is lost after a worker was chosen tells the chain nothing`() throws {
        let site = try RequestSite()
        let number = site.apply()
        site.nodes.whenAsked { [isLeading = site.isLeading] in isLeading.withLock { $0 = false } }
        try site.keeper.start()
        site.wait("it is called off") { site.metrics.notTaken.value == 1 }
        #expect(site.ledger.counts.begun == 0 && site.status(number) == 1)
        site.nodes.whenAsked {}
        site.lead(true)
        site.advance(by: .seconds(1))
        site.ended(number, .completed)
        site.keeper.stop()
    }

    @Test func `what was done while the lead got lost is not done again by who gets it back`() throws {
        let site = try RequestSite()
        let number = site.apply()
        site.door.hold { $0.verb == .apply }
        try site.keeper.start()
        site.wait("it is written") { site.door.waiting == 1 }
        site.lead(false)
        site.rounds()
        // The answer comes when somebody else leads already.
        site.door.release()
        site.wait("its end is known") { site.metrics.done.value == 1 }
        site.rounds()
        #expect(site.status(number) == 2)
        site.lead(true)
        site.ended(number, .completed)
        #expect(site.door.cluster.state.withLock { $0.effects.count } == 1)
        site.keeper.stop()
    }

    // MARK: Events

    @Test(arguments: [-1, 0, 1]) func `an apiserver that is slow has so many Events under way, and no more`(
        _ more: Int
    ) throws {
        let site = try RequestSite()
        site.door.hold { $0.resource.plural == "events" }
        let count = EventPace.maximumUnderWay + more
        let numbers = (0..<count).map { site.nonsense("map-\($0)", of: Address(UInt8(0x40 + $0))) }
        try site.keeper.start()
        for number in numbers { site.ended(number, .failed) }
        site.rounds()
        #expect(site.door.events.count == min(count, EventPace.maximumUnderWay))
        site.door.release()
        let next = site.nonsense("next")
        site.keeper.take(.tablesListed)
        site.advance(by: RequestSettings().eventDelay)
        site.ended(next, .failed)
        site.wait("there is room again") { site.door.events.count == min(count, EventPace.maximumUnderWay) + 1 }
        site.keeper.stop()
    }

    @Test func `who does not lead any more makes no Event, and takes nobody's place`() throws {
        /// Loses the lead as soon as something is written down, the first times.
        struct Loser: ActJournal {
            let isLeading: Locked<Bool>
            let count: Locked<Int>
            let times: Int

            func record(_ act: ActRecord, at time: WallTime) {
                guard act.kind == .requestDo else { return }
                let isEarly = count.withLock { count in
                    count += 1
                    return count <= times
                }
                if isEarly { isLeading.withLock { $0 = false } }
            }
        }
        let (isLeading, count) = (Locked(true), Locked(0))
        let total = EventPace.maximumUnderWay + 1
        let site = try RequestSite(
            journal: Loser(isLeading: isLeading, count: count, times: total), isLeading: isLeading)
        let numbers = (0..<total).map { site.nonsense("map-\($0)", of: Address(UInt8(0x40 + $0))) }
        try site.keeper.start()
        site.wait("all of them are refused") { count.withLock { $0 } == total }
        site.rounds()
        #expect(site.door.events.isEmpty && site.ledger.counts.begun == 0)
        #expect(numbers.allSatisfy { site.status($0) == 1 })
        site.lead(true)
        for number in numbers { site.ended(number, .failed) }
        site.wait("there is room for all") { site.door.events.count == total }
        site.keeper.stop()
    }

    // MARK: Ending

    @Test func `it ends though the apiserver does not answer, and what comes late does nothing`() throws {
        let site = try RequestSite()
        let number = site.apply()
        site.door.hold { $0.verb == .get }
        try site.keeper.start()
        site.wait("it is read") { site.door.waiting == 1 }
        site.keeper.stop()
        #expect(!site.nodes.isRunning)
        site.isLeading.withLock { $0 = false }
        site.door.release()
        #expect(site.door.words == ["discover ", "get configmaps"] && site.status(number) == 2)
    }

    @Test func `it ends only after what the chain is being told`() throws {
        let site = try RequestSite()
        let number = site.delete("a")
        site.ledger.shut()
        try site.keeper.start()
        site.wait("the chain is being told") { site.ledger.counts.begun == 1 }
        let helper = try SharedThread(name: "opener") { [site] in
            // The machines are let go first of all.
            while site.nodes.isRunning { Pause.take(.milliseconds(1)) }
            for _ in 0..<50 { Pause.take(.milliseconds(1)) }
            site.ledger.open()
        }
        site.keeper.stop()
        #expect(site.ledger.counts.ended == 1 && site.status(number) == 2)
        helper.join()
    }

    @Test func `who cannot watch the machines does not begin`() throws {
        let site = try RequestSite()
        site.nodes.fail(SystemError(call: "pthread_create", errno: 11))
        _ = site.apply()
        #expect(throws: SystemError(call: "pthread_create", errno: 11)) { try site.keeper.start() }
        #expect(site.asked.withLock { $0 } == 0)
        site.keeper.stop()
    }

    #if DEBUG
        @Test(arguments: [0, 1]) func `who gets no thread lets go of what it has`(_ threads: Int) throws {
            let site = try RequestSite()
            let faults: [CInt?] = Array(repeating: nil, count: threads) + [11]
            Faults.$only.withValue("pthread_create") {
                Faults.$queue.withValue(Locked(faults)) {
                    #expect(throws: SystemError(call: "pthread_create", errno: 11)) { try site.keeper.start() }
                }
            }
            #expect(!site.nodes.isRunning && site.ledger.counts == HeldLedger.Counts())
        }
    #endif
}
