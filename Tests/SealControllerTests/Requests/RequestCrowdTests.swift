// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SuiLedger
import Testing

@testable import SealController

/// Submitters who ask for as much as they can: the others are served all the same.
struct RequestCrowdTests {
    typealias Ground = RequestsCourseTests.Ground

    private static func settings(_ concurrency: Int) -> RequestSettings {
        var settings = RequestSettings()
        settings.concurrency = concurrency
        return settings
    }

    private static func assigned(_ orders: [RequestOrder]) -> [UInt64] {
        orders.compactMap { if case .tell(.assign(let number, _)) = $0 { number } else { nil } }
    }

    /// Carries out what there is, with one outcome for all of it, until nothing comes any more.
    private static func play(_ ground: inout Ground, _ outcome: ObjectOutcome) {
        while true {
            let orders = ground.orders()
            guard !orders.isEmpty else { return }
            ground.tell(orders)
            for number in RequestsCourseTests.works(orders) {
                ground.course.take(.carriedOut(number, outcome), at: ground.now)
            }
        }
    }

    @Test func `one submitter has a quarter of what is under way, and the next is served at once`() {
        var ground = Ground(Self.settings(8))
        let flood = (0..<20).map { ground.ask("c-\($0)", of: 1) }
        ground.settle()
        let first = ground.orders()
        #expect(Self.assigned(first) == Array(flood[..<2]))
        ground.tell(first)
        let second = ground.orders()
        #expect(RequestsCourseTests.works(second) == Array(flood[..<2]))
        let other = ground.ask("d", of: 2)
        ground.hear()
        #expect(Self.assigned(ground.orders()).contains(other))
    }

    @Test func `what others ask about an object makes nobody wait`() {
        var ground = Ground()
        let stranger = ground.ask("d", of: 1)
        let (first, second) = (ground.ask("d", of: 2), ground.ask("d", of: 2, priority: 10))
        ground.settle()
        let orders = ground.orders()
        #expect(Self.assigned(orders) == [stranger, first])
        ground.tell(orders)
        let works = ground.orders()
        #expect(RequestsCourseTests.works(works) == [stranger, first])
        // Its own order each submitter keeps.
        ground.course.take(.carriedOut(first, .done("deleted")), at: ground.now)
        ground.tell(ground.orders())
        #expect(Self.assigned(ground.orders()) == [second])
    }

    @Test func `urgent floods of others keep nobody waiting for longer than a turn of each`() {
        var ground = Ground(Self.settings(4))
        for place in 0..<60 { _ = ground.ask("c-\(place)", of: UInt8(place % 3), priority: 10) }
        let other = ground.ask("d", of: 9, priority: 1)
        ground.settle()
        let first = ground.orders()
        // One each.
        #expect(Self.assigned(first) == [1, 2, 3, other])
        ground.tell(first)
        #expect(RequestsCourseTests.works(ground.orders()) == [1, 2, 3, other])
    }

    @Test func `what is begun is begun by turns, too`() {
        var ground = Ground(Self.settings(4))
        let flood = (0..<6).map { ground.ask("c-\($0)", of: UInt8($0 % 3), priority: 10) }
        let others = (0..<2).map { ground.ask("d-\($0)", of: 9, priority: 1) }
        try? ground.chain.carryOut((flood + others).map { .assign($0, to: RequestsCourseTests.worker) })
        ground.settle()
        #expect(RequestsCourseTests.works(ground.orders()) == [1, 2, 3, others[0]])
        for number: UInt64 in [1, 2, 3] { ground.course.take(.carriedOut(number, .done("deleted")), at: ground.now) }
        ground.course.take(.carriedOut(others[0], .done("deleted")), at: ground.now)
        #expect(RequestsCourseTests.works(ground.orders()) == [4, 5, 6, others[1]])
    }

    @Test func `what a submitter had before another controller led is carried out a share at a time`() {
        var ground = Ground(Self.settings(8))
        let flood = (0..<10).map { ground.ask("c-\($0)", of: 1) }
        try? ground.chain.carryOut(flood.map { .assign($0, to: RequestsCourseTests.worker) })
        let other = ground.ask("d", of: 2)
        ground.settle()
        let first = ground.orders()
        #expect(RequestsCourseTests.works(first) == Array(flood[..<2]))
        // They do not fill the window, either.
        #expect(Self.assigned(first) == [other])
        ground.course.take(.carriedOut(flood[0], .done("deleted")), at: ground.now)
        #expect(RequestsCourseTests.works(ground.orders()) == [flood[2]])
    }

    @Test func `what is tried again and again has a quarter of the workers' places`() {
        var ground = Ground()
        for place in 0..<20 { _ = ground.ask("c-\(place)", of: 1) }
        ground.settle()
        Self.play(&ground, .again(.conflict))
        // One worker has sixteen places.
        #expect(ground.chain.requests.values.filter { $0.status == 2 }.count == 4)
        let other = ground.ask("d", of: 2)
        ground.hear()
        #expect(Self.assigned(ground.orders()) == [other])
    }

    // Eight of thirty-two are for documents from elsewhere, two of them one submitter's.
    @Test func `documents that nobody gives hold up nobody who needs none`() {
        var ground = Ground()
        for place in 0..<32 {
            _ = ground.chain.submit(
                .apply, "configmaps", in: "team-a", "c-\(place)", priority: 10,
                submitter: Address(0x40 + UInt8(place % 4)), uri: RequestSite.home, hash: ManifestAddressTests.abc)
        }
        ground.settle()
        ground.tell(ground.orders())
        var held = RequestsCourseTests.works(ground.orders())
        #expect(Set(held) == Set(1...8))
        let late = ground.chain.submit(
            .apply, "configmaps", in: "team-a", "e", submitter: Address(0x4B), uri: RequestSite.home,
            hash: ManifestAddressTests.abc)
        let others = (0..<2).map { ground.ask("d-\($0)", of: UInt8(8 + $0)) }
        ground.hear()
        let orders = ground.orders()
        #expect(Self.assigned(orders) == others)
        ground.tell(orders)
        #expect(RequestsCourseTests.works(ground.orders()) == others)
        // One that is over makes room for the next, whose turn it is by then.
        let first = held.removeFirst()
        ground.course.take(.carriedOut(first, .done("applied")), at: ground.now)
        #expect(Self.assigned(ground.orders()) == [late])
    }

    @Test func `documents that another controller had begun to fetch are fetched so many at a time`() {
        var ground = Ground(Self.settings(8))
        let flood = (0..<4).map { place in
            ground.chain.submit(
                .apply, "configmaps", in: "team-a", "c-\(place)", submitter: Address(0x40 + UInt8(place)),
                uri: RequestSite.home, hash: ManifestAddressTests.abc)
        }
        let deletion = ground.chain.submit(
            .delete, "configmaps", in: "team-a", "d", submitter: Address(0x49), uri: RequestSite.home)
        try? ground.chain.carryOut((flood + [deletion]).map { .assign($0, to: RequestsCourseTests.worker) })
        ground.settle()
        #expect(RequestsCourseTests.works(ground.orders()) == [flood[0], flood[1], deletion])
    }

    /// Four submitters have all places of one worker, by requests that the apiserver answers so and does not do.
    private static func crowded(_ code: KubeError.Code) -> Ground {
        var ground = Ground()
        for place in 0..<16 { _ = ground.ask("c-\(place)", of: UInt8(place % 4)) }
        ground.settle()
        play(&ground, .again(code))
        return ground
    }

    /// What of it has failed after so long.
    private static func failed(_ ground: inout Ground, _ code: KubeError.Code, after time: Duration) -> Int {
        ground.pass(time)
        play(&ground, .again(code))
        return ground.chain.requests.values.filter { $0.status == 4 && $0.result.hasPrefix("exhausted: ") }.count
    }

    @Test func `while somebody else waits for their places they are tried for half a minute`() {
        var ground = Self.crowded(.conflict)
        let other = ground.ask("d", of: 9)
        ground.hear()
        #expect(ground.orders().isEmpty)
        #expect(ground.course.counts[.unplaced] == 1)
        let patience = RequestSettings().crowdedPatience
        let early = Self.failed(&ground, .conflict, after: patience - .nanoseconds(1))
        #expect(early == 0)
        // The next try comes after a while that doubles.
        let late = Self.failed(&ground, .conflict, after: RequestSettings().longestRetry)
        #expect(late > 0)
        #expect(ground.chain.requests[other]?.status == 2)
    }

    @Test func `while nobody waits for their places they are tried for ten minutes`() {
        var ground = Self.crowded(.conflict)
        for _ in 0..<19 {
            let failed = Self.failed(&ground, .conflict, after: RequestSettings().longestRetry)
            #expect(failed == 0)
        }
        let failed = Self.failed(&ground, .conflict, after: RequestSettings().longestRetry)
        #expect(failed == 16)
    }

    // Where an apiserver is slow for everybody all wait, and ending what is under way would help nobody.
    @Test func `an apiserver that is slow is waited for, whoever waits`() {
        var ground = Self.crowded(.timeout)
        _ = ground.ask("d", of: 9)
        ground.hear()
        for _ in 0..<3 {
            let failed = Self.failed(&ground, .timeout, after: RequestSettings().longestRetry)
            #expect(failed == 0)
        }
    }
}
