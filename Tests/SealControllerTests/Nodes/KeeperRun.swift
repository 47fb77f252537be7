// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient

@testable import SealController

/// Controllers over a ``FakeNodeCluster``, without threads: each call is answered before the next one is made.
struct KeeperRun {
    let cluster: FakeNodeCluster
    var settings = ReactionSettings()
    var verdicts: [String: NodeVerdict] = [:]
    /// What several nodes say of a machine when they are asked; nothing of one that does not stand here.
    var word: [String: NodeVerdict] = [:]
    var notes: [KeeperNote] = []
    /// The call after whose answer, or before which, the controller crashes.
    var crashes: Set<Int> = []
    var isCallLost = false
    private var course: KeeperCourse

    init(_ cluster: FakeNodeCluster, settings: ReactionSettings = ReactionSettings()) {
        self.cluster = cluster
        self.settings = settings
        course = KeeperCourse(settings)
        // For longer than a removal counts.
        course.take(.leads(true), at: Sample.moment(-600))
    }

    var counts: [NodeState: Int] { course.counts }

    /// Another controller, which knows nothing.
    mutating func crash(at seconds: Double) {
        course = KeeperCourse(settings)
        course.take(.leads(true), at: Sample.moment(seconds))
    }

    /// Shows the cluster and does what is decided, until nothing more is; gives what was done.
    @discardableResult
    mutating func step(at seconds: Double) -> [NodeAction] {
        let now = Sample.moment(seconds)
        cluster.state.withLock { $0.now = now.wall }
        course.take(.listed(cluster.nodes), at: now)
        var done: [NodeAction] = []
        // A bound: what is decided again and again at one moment is a fault that a test then sees.
        for _ in 0..<20 {
            let verdicts = verdicts
            let orders = course.orders(at: now, heard: now.monotonic) { names in
                verdicts.filter { names.contains($0.key) }
            }
            notes += course.takeNotes()
            guard !orders.isEmpty else { break }
            for order in orders {
                done.append(order.action)
                let number = cluster.calls + 1
                if crashes.remove(number) != nil {
                    if !isCallLost { _ = answer(order, at: now) }
                    crash(at: seconds)
                    return done + step(at: seconds)
                }
                course.take(.ended(order, answer(order, at: now)), at: now)
            }
        }
        notes += course.takeNotes()
        return done
    }

    private func answer(_ order: NodeOrder, at now: Moment) -> NodeOutcome {
        if order.action == .listPods {
            var listing = PodListing(order.node, at: now)
            while true { if let outcome = listing.take(cluster.answer(listing.call)) { return outcome } }
        }
        guard let call = NodeCalls.call(order, at: now.wall, timeout: .seconds(1)) else {
            return word[order.node.name].map { .verdict($0) } ?? .failed(.unavailable)
        }
        switch (order.action, cluster.answer(call)) {
        case (_, .failure(let error)): return .failed(error.code)
        case (.setTaints, .success(let reply)), (.readNode, .success(let reply)):
            return NodeView.read(reply.body).map { .node($0) } ?? .failed(.broken)
        case (_, .success): return .done
        }
    }
}
