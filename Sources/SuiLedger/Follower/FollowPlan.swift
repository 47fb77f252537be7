// SPDX-License-Identifier: Apache-2.0

/// Decides what to ask next, so that every event is seen once: across pages, packages, nodes, failures and restarts.
///
/// Pure: it is told what nodes answered. It asks for events from the position on, and goes on through the pages of one node. Events of
/// several packages, which must be asked for one by one, are put together in the order of their checkpoints. Whatever fails, it begins
/// at the position again.
public struct FollowPlan: Hashable, Sendable {
    /// What to do next.
    public enum Step: Hashable, Sendable {
        /// Ask the same node for the next part.
        case next
        /// This was all until now: ask again after a while, any node.
        case wait
    }

    /// A package's events: those that wait for other packages' to be put in order, and where the next part begins.
    private struct Lane: Hashable, Sendable {
        let package: Address
        // A page's cursor means something together with the question that it came from: both stay until the last page.
        var from: UInt64
        var after: PageToken?
        var waiting: [EmittedEvent] = []
        var isAtEnd = false
        /// How far the node had looked when it was at the end.
        var reached: UInt64?
    }

    /// How far events were followed.
    public private(set) var position: FollowPosition
    private var lanes: [Lane]

    /// Goes on at a position.
    public init(packages: [Address], position: FollowPosition) {
        self.position = position
        lanes = packages.map { Lane(package: $0, from: position.checkpoint) }
    }

    /// Whose events.
    public var packages: [Address] { lanes.map(\.package) }

    /// The checkpoint up to which all was seen when the last part had come; `nil` where a node did not say.
    public private(set) var reached: UInt64?

    /// How many events came that had been seen.
    public private(set) var duplicates: UInt64 = 0

    /// What to ask now.
    public var question: EventPageQuestion {
        let lane = lanes[current]
        return EventPageQuestion(of: lane.package, from: lane.from, after: lane.after)
    }

    /// Takes an answer in, and how far the node had looked: the events that are new, in order, and what to do next.
    public mutating func take(
        _ answer: EventPageQuestion.Events, reached: UInt64? = nil
    ) -> (events: [EmittedEvent], step: Step) {
        let index = current
        let package = lanes[index].package
        lanes[index].waiting += answer.events.filter { $0.type.package == package }
        lanes[index].after = answer.next
        lanes[index].isAtEnd = answer.next == nil
        if answer.next == nil { lanes[index].reached = reached }
        // Part of a page may be older than the position, if another node was further: it was seen.
        let events = merged().filter { insert($0) }
        guard lanes.allSatisfy(\.isAtEnd) else { return (events, .next) }
        self.reached = lanes.allSatisfy { $0.reached != nil } ? lanes.compactMap(\.reached).min() : nil
        restart()
        return (events, .wait)
    }

    /// Takes an event in that came another way; false if it was seen before.
    public mutating func insert(_ event: EmittedEvent) -> Bool {
        guard !position.insert(event) else { return true }
        duplicates += 1
        return false
    }

    /// Nothing is missing of what was seen.
    public mutating func settle() {
        position.settle()
        if !isUnderWay { restart() }
    }

    /// Nothing is missing before a checkpoint.
    public mutating func advance(to checkpoint: UInt64) {
        position.advance(to: checkpoint)
        if !isUnderWay { restart() }
    }

    /// A question failed: begins again at the position, with whichever node comes next.
    public mutating func failed() { restart() }

    /// Whether some of the parts have come, so that the questions must stay as they are.
    private var isUnderWay: Bool { lanes.contains { $0.after != nil || $0.isAtEnd || !$0.waiting.isEmpty } }

    /// The lane that has nothing to be put in order and may have more.
    private var current: Int { lanes.firstIndex { !$0.isAtEnd && $0.waiting.isEmpty } ?? 0 }

    private mutating func restart() {
        lanes = lanes.map { Lane(package: $0.package, from: position.checkpoint) }
    }

    /// What is known to come before all that is still to come.
    private mutating func merged() -> [EmittedEvent] {
        guard lanes.count > 1 else {
            defer { lanes[0].waiting = [] }
            return lanes[0].waiting
        }
        var events: [EmittedEvent] = []
        var starts = lanes.map { _ in 0 }
        // What is later than where another package's events were looked for may come before some of those: it is asked for again.
        let bound = lanes.compactMap { $0.isAtEnd ? $0.reached ?? 0 : nil }.min() ?? .max
        func head(_ index: Int) -> UInt64? {
            guard starts[index] < lanes[index].waiting.count else { return nil }
            return lanes[index].waiting[starts[index]].checkpoint ?? position.highest
        }
        while !lanes.indices.contains(where: { head($0) == nil && !lanes[$0].isAtEnd }),
            let first = lanes.indices.filter({ head($0) != nil }).min(by: { (head($0) ?? 0) < (head($1) ?? 0) })
        {
            if head(first) ?? 0 <= bound { events.append(lanes[first].waiting[starts[first]]) }
            starts[first] += 1
        }
        for index in lanes.indices { lanes[index].waiting.removeFirst(starts[index]) }
        return events
    }
}
