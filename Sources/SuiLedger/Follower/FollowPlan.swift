// SPDX-License-Identifier: Apache-2.0

/// Decides what to ask next, so that every event is seen once: across pages, nodes, failures and restarts.
///
/// Pure: it is told what nodes answered. It asks for events from the last checkpoint on, that one included, and goes on through the
/// pages of one node. Whatever fails, it begins at that checkpoint again; nothing can be skipped, because the position moves only to
/// checkpoints of which an event was seen, and a node shows a checkpoint's events in order.
public struct FollowPlan: Hashable, Sendable {
    /// What to do next.
    public enum Step: Hashable, Sendable {
        /// Ask the same node for the next part.
        case next
        /// This was all until now: ask again after a while, any node.
        case wait
    }

    /// Whose events.
    public let package: Address
    /// How far they were followed.
    public private(set) var position: FollowPosition
    // A page's cursor means something together with the question that it came from: both stay until the last page.
    private var from: UInt64
    private var after: PageToken?

    /// Goes on at a position.
    public init(package: Address, position: FollowPosition) {
        self.package = package
        self.position = position
        from = position.checkpoint
    }

    /// What to ask now.
    public var question: EventPageQuestion { EventPageQuestion(of: package, from: from, after: after) }

    /// Takes an answer in: the events that are new, in order, and what to do next.
    public mutating func take(_ answer: EventPageQuestion.Events) -> (events: [EmittedEvent], step: Step) {
        // Part of a page may be older than the position, if another node was further: it was seen.
        let events = answer.events.filter { position.insert($0) }
        after = answer.next
        if after == nil { from = position.checkpoint }
        return (events, answer.next == nil ? .wait : .next)
    }

    /// A question failed: begins again at the last checkpoint, with whichever node comes next.
    public mutating func failed() {
        after = nil
        from = position.checkpoint
    }
}
