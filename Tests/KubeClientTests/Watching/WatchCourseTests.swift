// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import KubeClient

@Suite struct WatchCourseTests {
    static func item(_ name: String, _ version: Int, uid: String = "u") -> KubeItem {
        KubeItem(namespace: "a", name: name, uid: uid, resourceVersion: "\(version)", body: Array("{}".utf8))
    }

    /// What is told of an object that went away while nobody looked.
    static func gone(_ name: String, _ version: Int, uid: String = "u") -> KubeItem {
        KubeItem(namespace: "a", name: name, uid: uid, resourceVersion: "\(version)")
    }

    private struct Play {
        var course = WatchCourse(pageSize: 500)
        var dice = Dice(1)

        mutating func take(_ input: WatchCourse.Input, _ milliseconds: UInt64) -> [WatchCourse.Action] {
            let now = Monotonic(nanoseconds: milliseconds * 1_000_000)
            return course.take(input, at: now, using: &dice)
        }

        /// Watches from version 10 on, and knows one object.
        static func watching() -> Play {
            var play = Play()
            _ = play.take(.tick, 0)
            _ = play.take(.page(ask: 1, [item("x", 5)], continuation: nil, version: "10"), 100)
            return play
        }

        /// When it goes on by itself, rounded up.
        var wait: UInt64 { course.alarm.map { ($0.nanoseconds + 999_999) / 1_000_000 } ?? 0 }
    }

    private static func seconds(_ actions: [WatchCourse.Action]) -> (stream: Int, from: String, seconds: Int)? {
        for case .watch(let stream, let from, let seconds) in actions { return (stream, from, seconds) }
        return nil
    }

    @Test func `everything is listed in parts, then watched from where the list ends`() throws {
        var play = Play()
        #expect(play.take(.tick, 0) == [.list(ask: 1, limit: 500, continuation: nil)])
        #expect(
            play.take(.page(ask: 1, [Self.item("x", 5)], continuation: "c", version: "10"), 10) == [
                .tell(.added(Self.item("x", 5))), .list(ask: 2, limit: 500, continuation: "c"),
            ])
        let actions = play.take(.page(ask: 2, [Self.item("y", 6)], continuation: nil, version: "10"), 20)
        #expect(Array(actions.prefix(2)) == [.tell(.added(Self.item("y", 6))), .tell(.synced)])
        let watch = try #require(Self.seconds(actions))
        #expect(watch.from == "10" && (300...600).contains(watch.seconds))
    }

    @Test func `what happens is told in order`() {
        var play = Play.watching()
        #expect(play.take(.event(stream: 2, .present(Self.item("y", 11))), 200) == [.tell(.added(Self.item("y", 11)))])
        #expect(
            play.take(.event(stream: 2, .present(Self.item("y", 12))), 200) == [.tell(.changed(Self.item("y", 12)))])
        #expect(play.take(.event(stream: 2, .absent(Self.item("y", 13))), 200) == [.tell(.removed(Self.item("y", 13)))])
        #expect(play.take(.event(stream: 2, .absent(Self.item("z", 14))), 200) == [])
        #expect(play.take(.event(stream: 2, .present(Self.item("x", 5))), 200) == [])
    }

    @Test func `an object that took another's name is another`() {
        var play = Play.watching()
        #expect(
            play.take(.event(stream: 2, .present(Self.item("x", 11, uid: "v"))), 200) == [
                .tell(.removed(Self.gone("x", 5))), .tell(.added(Self.item("x", 11, uid: "v"))),
            ])
    }

    @Test func `a watch that ends as agreed goes on at once from what it told last`() {
        var play = Play.watching()
        _ = play.take(.event(stream: 2, .present(Self.item("y", 11))), 200)
        let first = Self.seconds(play.take(.ended(stream: 2, nil), 10_100))
        #expect(first?.from == "11" && first?.stream == 3)
        _ = play.take(.event(stream: 3, .bookmark("40")), 11_000)
        #expect(Self.seconds(play.take(.ended(stream: 3, nil), 21_000))?.from == "40")
    }

    @Test func `one that ends at once again and again waits longer and longer`() {
        var play = Play.watching()
        var time: UInt64 = 100
        var stream = 2
        for bound: UInt64 in [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000] {
            #expect(play.take(.ended(stream: stream, nil), time) == [])
            #expect((bound / 2...bound).contains(play.wait - time))
            #expect(play.take(.tick, play.wait - 1) == [])
            time = play.wait
            #expect(Self.seconds(play.take(.tick, time))?.from == "10")
            stream += 1
        }
        // One that lasted makes up for all of them.
        #expect(Self.seconds(play.take(.ended(stream: stream, nil), time + 10_000))?.from == "10")
    }

    @Test(arguments: [
        KubeError.Code.unreachable, .untrusted, .credentials, .unauthorized, .throttled, .unavailable, .cancelled,
        .timeout, .broken,
    ])
    func `what failed on the way does not touch what is known`(_ code: KubeError.Code) {
        var play = Play.watching()
        let error = KubeError(code, wasSent: true)
        #expect(play.take(.ended(stream: 2, error), 200) == [.tell(.failed(error))])
        #expect(Self.seconds(play.take(.tick, play.wait))?.from == "10")
    }

    static let refusals =
        [
            KubeError.Code.gone, .invalid, .forbidden, .notFound, .serverError, .tooLarge, .conflict, .alreadyExists,
            .budget,
        ]
        .map { KubeError($0, wasSent: true) } + [
            KubeError(.timeout, wasSent: true, status: 504), KubeError(.broken, wasSent: true, status: 502),
        ]

    @Test(arguments: refusals) func `a refusal has everything listed again, and what was missed is told`(
        _ error: KubeError
    ) {
        for isLine in [false, true] {
            var play = Play.watching()
            _ = play.take(.event(stream: 2, .present(Self.item("y", 11))), 200)
            let actions =
                isLine ? play.take(.event(stream: 2, .failure(error)), 300) : play.take(.ended(stream: 2, error), 300)
            #expect(actions == (isLine ? [.close(stream: 2)] : []) + [.tell(.failed(error))])
            #expect(play.take(.tick, play.wait) == [.list(ask: 3, limit: 500, continuation: nil)])
            // x is gone, y is another, z is new.
            let page = play.take(
                .page(ask: 3, [Self.item("y", 20, uid: "v"), Self.item("z", 21)], continuation: nil, version: "30"),
                2000)
            #expect(
                Array(page.dropLast()) == [
                    .tell(.removed(Self.gone("y", 11))), .tell(.added(Self.item("y", 20, uid: "v"))),
                    .tell(.added(Self.item("z", 21))), .tell(.removed(Self.gone("x", 5))), .tell(.synced),
                ])
            #expect(Self.seconds(page)?.from == "30")
        }
    }

    @Test func `a list that breaks off begins anew, and forgets nobody`() {
        var play = Play.watching()
        _ = play.take(.ended(stream: 2, KubeError(.gone, wasSent: true)), 200)
        _ = play.take(.tick, play.wait)
        _ = play.take(.page(ask: 3, [Self.item("y", 20)], continuation: "c", version: "30"), 1000)
        let error = KubeError(.gone, wasSent: true, status: 410)
        #expect(play.take(.listFailed(ask: 4, error), 1100) == [.tell(.failed(error))])
        #expect(play.take(.tick, play.wait) == [.list(ask: 5, limit: 500, continuation: nil)])
        let page = play.take(.page(ask: 5, [Self.item("x", 5)], continuation: nil, version: "31"), 5000)
        #expect(Array(page.dropLast()) == [.tell(.removed(Self.gone("y", 20))), .tell(.synced)])
    }

    @Test func `parts that are too large are asked for in halves`() {
        var play = Play()
        _ = play.take(.tick, 0)
        let error = KubeError(.tooLarge, wasSent: true)
        var limits: [Int] = []
        for ask in 1...10 {
            _ = play.take(.listFailed(ask: ask, error), play.wait)
            for case .list(_, let limit, _) in play.take(.tick, play.wait) { limits.append(limit) }
        }
        #expect(limits == [250, 125, 62, 31, 15, 7, 3, 1, 1, 1])
    }

    @Test func `how long an apiserver asks for is kept, up to a minute`() {
        for (asked, least) in [(5, 5), (60, 60), (61, 60), (3600, 60)] as [(Int, UInt64)] {
            var play = Play.watching()
            let error = KubeError(.throttled, wasSent: true, status: 429, retryAfter: .seconds(asked))
            _ = play.take(.ended(stream: 2, error), 1000)
            #expect(play.wait == 1000 + least * 1000)
        }
    }

    @Test func `what nobody reads any more counts for nothing`() {
        var play = Play.watching()
        #expect(play.take(.event(stream: 1, .present(Self.item("y", 11))), 200) == [])
        #expect(play.take(.ended(stream: 1, KubeError(.gone)), 200) == [])
        #expect(play.take(.page(ask: 2, [], continuation: nil, version: "9"), 200) == [])
        #expect(play.take(.listFailed(ask: 2, KubeError(.gone)), 200) == [])
        #expect(play.take(.tick, 10_000_000) == [])
    }
}
