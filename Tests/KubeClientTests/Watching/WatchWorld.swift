// SPDX-License-Identifier: Apache-2.0
import Kernel

@testable import KubeClient

/// An apiserver with objects that change, whose watch breaks, forgets, and once in a while has been restored from a backup; and a listener
/// who keeps nothing but what it is told.
struct WatchWorld {
    private struct Change {
        var version: Int
        var line: WatchLine
    }

    private(set) var heard: [String: KubeItem] = [:]
    private(set) var contradictions = 0
    private(set) var lists = 0
    private var objects: [String: KubeItem] = [:]
    private var changes: [Change] = []
    private var version = 100
    private var forgotten = 100
    private var course = WatchCourse(pageSize: 3)
    private var dice: Dice
    private var now: UInt64 = 0
    private var births = 0
    /// The stream that is open, and how far it has told.
    private var stream: (number: Int, told: Int)?
    /// What is to be answered to a list: its number, and what stood in it when it began.
    private var asked: (ask: Int, offset: Int)?
    private var snapshot: (items: [KubeItem], version: Int) = ([], 0)

    init(seed: Int) {
        dice = Dice(seed)
        for _ in 0..<5 { change() }
        take(.tick)
    }

    /// Whether the listener knows what there is, in the version that it has.
    var agrees: Bool {
        heard.mapValues(\.resourceVersion) == objects.mapValues(\.resourceVersion)
            && heard.mapValues(\.uid) == objects.mapValues(\.uid)
    }

    private mutating func take(_ input: WatchCourse.Input) {
        let actions = course.take(input, at: Monotonic(nanoseconds: now), using: &dice)
        for action in actions {
            switch action {
            case .tell(let event): hear(event)
            case .list(let ask, let limit, let continuation):
                if continuation == nil {
                    lists += 1
                    snapshot = (objects.values.sorted { $0.name < $1.name }, version)
                }
                if limit != 3 { contradictions += 1 }
                asked = (ask, continuation.flatMap { Int($0) } ?? 0)
            case .watch(let number, let from, _): stream = (number, Int(from) ?? -1)
            case .close(let number): if stream?.number == number { stream = nil }
            }
        }
    }

    private mutating func hear(_ event: KubeWatchEvent) {
        switch event {
        case .added(let item): if heard.updateValue(item, forKey: item.name) != nil { contradictions += 1 }
        case .changed(let item):
            let old = heard.updateValue(item, forKey: item.name)
            if old == nil || old?.uid != item.uid || old?.resourceVersion == item.resourceVersion {
                contradictions += 1
            }
        case .removed(let item):
            if heard.removeValue(forKey: item.name)?.uid != item.uid { contradictions += 1 }
        case .synced, .failed: break
        }
    }

    /// Lets something happen.
    mutating func step() {
        now += UInt64.random(in: 0...4_000_000_000, using: &dice)
        switch Int.random(in: 0..<100, using: &dice) {
        case 0..<30: change()
        case 30..<33: forgotten = version
        case 33..<34: restore()
        case 34..<38: fail()
        default: serve()
        }
        take(.tick)
    }

    /// Nothing changes any more, and everything is delivered.
    mutating func settle() {
        for _ in 0..<200 {
            now += 31_000_000_000
            serve()
            take(.tick)
        }
    }

    private mutating func change() {
        version += 1
        let name = "o\(Int.random(in: 0..<8, using: &dice))"
        if let old = objects[name], dice.happens(400) {
            objects[name] = nil
            changes.append(
                Change(
                    version: version,
                    line: .absent(KubeItem(name: name, uid: old.uid, resourceVersion: "\(version)"))))
        } else {
            births += 1
            let uid = objects[name]?.uid ?? "u\(births)"
            let item = KubeItem(name: name, uid: uid, resourceVersion: "\(version)")
            objects[name] = item
            changes.append(Change(version: version, line: .present(item)))
        }
    }

    /// An older state is back, and versions go on from a number that nobody has seen, as etcd advises for a restored backup.
    private mutating func restore() {
        version += 1000
        forgotten = version
        changes = []
        for name in objects.keys.sorted() where dice.happens(300) { objects[name] = nil }
        for name in objects.keys.sorted() where dice.happens(300) { objects[name] = older(name) }
        // What was open has come to an end with the old apiserver.
        if let open = stream {
            stream = nil
            take(.ended(stream: open.number, KubeError(.broken, wasSent: true)))
        }
    }

    private func older(_ name: String) -> KubeItem {
        KubeItem(name: name, uid: objects[name]?.uid ?? "", resourceVersion: "old-\(version)")
    }

    private mutating func fail() {
        let errors = [
            KubeError(.unreachable), KubeError(.broken, wasSent: true), KubeError(.gone, wasSent: true, status: 410),
        ]
        let error = errors[Int.random(in: errors.indices, using: &dice)]
        if let open = stream {
            stream = nil
            take(.ended(stream: open.number, dice.happens(300) ? nil : error))
        } else if let open = asked {
            asked = nil
            take(.listFailed(ask: open.ask, error))
        }
    }

    /// The apiserver tells one more thing.
    private mutating func serve() {
        if let open = asked {
            asked = nil
            let end = min(open.offset + 3, snapshot.items.count)
            take(
                .page(
                    ask: open.ask, Array(snapshot.items[min(open.offset, end)..<end]),
                    continuation: end < snapshot.items.count ? "\(end)" : nil, version: "\(snapshot.version)"))
        } else if let open = stream {
            if open.told < forgotten || open.told > version {
                let status = open.told < forgotten ? 410 : 504
                take(.event(stream: open.number, .failure(KubeError(httpStatus: status, KubeStatus()))))
            } else if let next = changes.first(where: { $0.version > open.told }) {
                stream?.told = next.version
                take(.event(stream: open.number, next.line))
            } else if dice.happens(300) {
                take(.event(stream: open.number, .bookmark("\(version)")))
            }
        }
    }
}
