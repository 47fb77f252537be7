// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient

/// Decides what a controller does about all machines, from what the cluster and the chain say.
///
/// Pure: it is told the time, what came of calls and how to ask the copy of the chain, and says what to do. Inputs are only taken in;
/// ``orders(at:heard:verdicts:)`` decides about all machines at once, after as many inputs as have come.
struct KeeperCourse {
    /// Something that happened.
    enum Input {
        /// Whether this process is the one that acts.
        case leads(Bool)
        /// All Nodes of the cluster.
        case listed([NodeView])
        /// A Node is new or has changed.
        case seen(NodeView)
        /// A Node is gone.
        case gone(name: String, uid: String)
        /// A call has ended.
        case ended(NodeOrder, NodeOutcome)
    }

    /// A removal that is no longer to be seen in the cluster.
    private struct Removal {
        var cause: String
        var since: WallTime
    }

    /// Calls at once, but for those that begin a removal, which wait for nobody.
    static let maximumUnderWay = 64

    private let settings: ReactionSettings
    private var tracks: [String: NodeTrack] = [:]
    private var removals: [Removal] = []
    /// Since when this process is the one that acts, if it is.
    private var leadsSince: Monotonic?
    private var isListed = false
    private var underWay = 0
    private var notes: [KeeperNote] = []

    init(_ settings: ReactionSettings) { self.settings = settings }

    /// How many machines stand where, as of the last decisions.
    var counts: [NodeState: Int] {
        tracks.values.reduce(into: [:]) { counts, track in if let state = track.state { counts[state, default: 0] += 1 }
        }
    }

    /// What is to be said since the last time.
    mutating func takeNotes() -> [KeeperNote] {
        defer { notes = [] }
        return notes
    }

    // MARK: Taking in

    mutating func take(_ input: Input, at now: Moment) {
        switch input {
        case .leads(let leads):
            leadsSince = leads ? leadsSince ?? now.monotonic : nil
            // Who does not act does not know either.
            if !leads { for name in tracks.keys { tracks[name]?.state = nil } }
        case .listed(let views):
            isListed = true
            let names = Set(views.map(\.name))
            tracks = tracks.filter { names.contains($0.key) }
            for view in views { see(view, now) }
        case .seen(let view): see(view, now)
        case .gone(let name, let uid): if tracks[name]?.view.uid == uid { tracks[name] = nil }
        case .ended(let order, let outcome): ended(order, outcome, now)
        }
    }

    private mutating func see(_ view: NodeView, _ now: Moment) {
        guard var track = tracks[view.name], track.view.uid == view.uid else {
            tracks[view.name] = NodeTrack(view)
            return
        }
        // What a watch brings may be older than an answer that we had.
        if let version = UInt64(view.resourceVersion), let known = UInt64(track.view.resourceVersion), version < known {
            return
        }
        adopt(view, into: &track, now)
        track.isOutdated = false
        tracks[view.name] = track
    }

    /// Takes a Node as it is; the watch may tell of the taint before the answer does that put it there.
    private mutating func adopt(_ view: NodeView, into track: inout NodeTrack, _ now: Moment) {
        defer { track.view = view }
        guard view.loss != nil, let heard = track.lossHeard else { return }
        let time = now.monotonic.since(heard)
        if track.view.loss == nil { notes.append(.tainted(node: view.name, time)) }
        guard view.drain != nil else { return }
        notes.append(.drained(node: view.name, time))
        track.lossHeard = nil
    }

    private mutating func ended(_ order: NodeOrder, _ outcome: NodeOutcome, _ now: Moment) {
        if order.action.isLimited { underWay -= 1 }
        var failure: KubeError.Code?
        if case .failed(let code) = outcome { failure = code }
        var isLost = false
        if case .verdict(let verdict) = outcome {
            isLost = NodeCourse.loss(verdict, tracks[order.node.name]?.view ?? order.node) != nil
            if !isLost {
                // Whoever is behind the copy will have come as far a little later.
                failure = .unavailable
                if verdict != .unknown { notes.append(.contradicted(node: order.node.name)) }
            }
        }
        note(order, failure)
        guard var track = tracks[order.node.name], track.view.uid == order.node.uid else { return }
        track.ended(order.action, failure, settings, at: now.monotonic)
        switch (order.action, outcome) {
        case (.setTaints, .node(let view)), (.readNode, .node(let view)):
            adopt(view, into: &track, now)
        case (.listPods, .pods(let pods)): track.pods = pods
        case (.confirm, .verdict): track.heard(isLost: isLost, at: now.monotonic)
        case (.evict(let pod), .done): track.change(pod) { $0.isTerminating = true }
        case (.evict(let pod), .failed(.notFound)), (.evict(let pod), .failed(.conflict)),
            (.kill(let pod), .failed(.notFound)), (.kill(let pod), .failed(.conflict)):
            track.pods?.pods.removeAll { $0.uid == pod.uid }
        case (.setTaints, .failed(.conflict)), (.deleteNode, .failed(.conflict)), (.releaseNode, .failed(.conflict)):
            track.isOutdated = true
        case (.deleteNode, .done):
            if let drain = order.node.drain, let since = drain.added {
                removals.append(Removal(cause: drain.value, since: since))
            }
            notes.append(.removed(node: order.node.name))
            // Where something keeps it, it is still to be seen; otherwise this is the last of it.
            if order.node.finalizers.isEmpty {
                tracks[order.node.name] = nil
                return
            }
            track.isOutdated = true
        case (.setTaints, .failed(.notFound)), (.readNode, .failed(.notFound)), (.deleteNode, .failed(.notFound)),
            (.releaseNode, .failed(.notFound)), (.releaseNode, .done):
            tracks[order.node.name] = nil
            return
        default: break
        }
        if case (.readNode, .node) = (order.action, outcome) { track.isOutdated = false }
        tracks[order.node.name] = track
    }

    private mutating func note(_ order: NodeOrder, _ failure: KubeError.Code?) {
        switch (order.action, failure) {
        case (_, nil), (.say, .alreadyExists?): notes.append(.succeeded(order.action.kind))
        case (_, let failure?): notes.append(.failed(node: order.node.name, order.action.kind, failure))
        }
    }

    // MARK: Deciding

    /// What to do now; `heard` is when the first of the chain's news came that nobody has looked at yet.
    mutating func orders(
        at now: Moment, heard: Monotonic, verdicts: ([String]) -> [String: NodeVerdict]
    ) -> [NodeOrder] {
        guard leadsSince != nil, isListed else { return [] }
        let names = tracks.filter { NodeCourse.isOurs($0.value.view, settings) }.map(\.key)
        let verdicts = verdicts(names)
        let admitted = admitted(verdicts, now)
        var orders: [NodeOrder] = []
        for name in tracks.keys.sorted() {
            guard var track = tracks[name] else { continue }
            let verdict = verdicts[name] ?? .unknown
            decide(&track, verdict, mayBegin: admitted.contains(name), now, heard: heard, &orders)
            tracks[name] = track
        }
        return orders
    }

    private mutating func decide(
        _ track: inout NodeTrack, _ verdict: NodeVerdict, mayBegin: Bool, _ now: Moment, heard: Monotonic,
        _ orders: inout [NodeOrder]
    ) {
        let course = NodeCourse(
            settings: settings, node: track.view, pods: track.pods, now: now.wall,
            confirmation: track.confirmation(settings, at: now.monotonic))
        let decision = course.decision(on: verdict, mayBegin: mayBegin)
        let cause = NodeCourse.loss(verdict, track.view)
        if decision.state != track.state {
            if !decision.state.isRemoval, decision.state != .unknown { track.settle() }
            notes.append(.moved(node: track.view.name, decision.state, cause))
            track.state = decision.state
        }
        var actions = decision.actions
        if decision.state.isRemoval {
            if track.view.drain == nil { track.lossHeard = track.lossHeard ?? heard }
            tell(&track)
            let isOld = track.pods.map { now.monotonic.since($0.taken.monotonic) >= settings.pollInterval } ?? false
            if isOld { actions.append(.listPods) }
        }
        if track.isOutdated {
            // What rests on the Node's version waits until it is read.
            actions = [.readNode] + actions.filter { !$0.restsOnVersion }
        }
        for action in actions {
            guard !action.isLimited || underWay < Self.maximumUnderWay else { continue }
            guard track.starts(action, at: now.monotonic) else { continue }
            if action.isLimited { underWay += 1 }
            orders.append(NodeOrder(node: track.view, action: action))
        }
    }

    /// Says once what runs on a machine that is being removed.
    private mutating func tell(_ track: inout NodeTrack) {
        guard !track.isTold, let pods = track.pods?.pods else { return }
        track.isTold = true
        let secrets = Set(pods.flatMap { pod in pod.secrets.map { "\(pod.namespace)/\($0)" } }).count
        if secrets > 0 { notes.append(.exposed(node: track.view.name, secrets: secrets)) }
        let system = pods.count { $0.isSystem }
        if system > 0 { notes.append(.systemPods(node: track.view.name, count: system)) }
    }

    /// The machines whose removal may begin.
    private mutating func admitted(_ verdicts: [String: NodeVerdict], _ now: Moment) -> Set<String> {
        let start = now.wall.nanoseconds - Int64(clamping: settings.guardWindow.wholeNanoseconds)
        removals.removeAll { $0.since.nanoseconds < start }
        var begun: [String: Int] = removals.reduce(into: [:]) { $0[$1.cause, default: 0] += 1 }
        var waiting: [LossCause: [String]] = [:]
        var admitted: Set<String> = []
        for (name, verdict) in verdicts {
            guard let track = tracks[name] else { continue }
            let view = track.view
            if let drain = view.drain {
                // One whose time cannot be read has begun, whenever that was.
                if drain.added.map({ $0.nanoseconds >= start }) ?? true { begun[drain.value, default: 0] += 1 }
            } else if let cause = NodeCourse.loss(verdict, view), view.directive != .hold, !view.isLeaving {
                guard view.directive == .release else {
                    // What one node has said for so long, and nobody else, keeps no place from those that are to go.
                    let isDoubtful = !track.confirmation(settings, at: now.monotonic).isEnough
                    if isDoubtful, let since = view.accusation?.added, since.nanoseconds < start {
                        admitted.insert(name)
                    } else {
                        waiting[cause, default: []].append(name)
                    }
                    continue
                }
                // Who lets one go has not let the others go.
                admitted.insert(name)
                begun[cause.rawValue, default: 0] += 1
            }
        }
        let workers = verdicts.values.count { $0 != .unregistered }
        let knowsWindow = leadsSince.map { now.monotonic.since($0) >= settings.guardWindow } ?? false
        let guardian = DrainGuard(
            percent: settings.guardPercent, least: settings.guardLeast, total: workers, knowsWindow: knowsWindow)
        for (cause, names) in waiting
        where guardian.admits(waiting: names.count, begun: begun[cause.rawValue] ?? 0) {
            admitted.formUnion(names)
        }
        return admitted
    }
}
