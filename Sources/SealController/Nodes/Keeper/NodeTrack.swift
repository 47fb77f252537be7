// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient

/// What a keeper remembers of one machine: how it was seen last, and what is under way.
///
/// All of it may be forgotten at any time; nothing is decided by it but when to ask again.
struct NodeTrack {
    /// How a kind of action goes.
    private struct Work {
        var isUnderWay = false
        var isDone = false
        var failures = 0
        var notBefore: Monotonic?
    }

    var view: NodeView
    var pods: PodList?
    /// Where it stood when it was looked at last.
    var state: NodeState?
    /// When it was first heard that its stake is lost, until the taint is there that sends its pods away.
    var lossHeard: Monotonic?
    /// When several nodes of the chain said that the stake is lost.
    private(set) var confirmed: Monotonic?
    /// Whether what runs there was told to people.
    var isTold = false
    /// Whether somebody has changed the Node since it was seen.
    var isOutdated = false
    private var works: [NodeAction.Key: Work] = [:]

    init(_ view: NodeView) { self.view = view }

    /// Whether an action is to be started now; notes that it is.
    mutating func starts(_ action: NodeAction, at now: Monotonic) -> Bool {
        var work = works[action.key] ?? Work()
        guard !work.isUnderWay, !work.isDone, work.notBefore ?? now <= now else { return false }
        work.isUnderWay = true
        works[action.key] = work
        return true
    }

    /// An action has come to an end: when it may be done again.
    mutating func ended(
        _ action: NodeAction, _ failure: KubeError.Code?, _ settings: ReactionSettings, at now: Monotonic
    ) {
        var work = works[action.key] ?? Work()
        work.isUnderWay = false
        switch (action, failure) {
        case (.say, nil), (.say, .alreadyExists?): work.isDone = true
        case (_, nil):
            work.failures = 0
            work.notBefore = rest(after: action, settings).map { now.advanced(by: $0) }
        case (.evict, .budget?), (.evict, .throttled?): work.notBefore = now.advanced(by: settings.pollInterval)
        case (.setTaints, .conflict?), (.deleteNode, .conflict?), (.releaseNode, .conflict?):
            // Somebody was first: what there is now is read at once, and decided anew.
            work.notBefore = nil
        default:
            work.failures += 1
            let first = action == .confirm ? settings.firstAsk : settings.firstRetry
            work.notBefore = now.advanced(by: Self.wait(work.failures, from: first, to: settings.longestRetry))
        }
        works[action.key] = work
    }

    /// Several nodes said that the stake is lost, or that it is not.
    mutating func heard(isLost: Bool, at now: Monotonic) {
        // What was asked about another removal says nothing of the next.
        confirmed = isLost && state?.isRemoval == true ? now : nil
    }

    /// What several nodes said lately.
    func confirmation(_ settings: ReactionSettings, at now: Monotonic) -> LossConfirmation {
        guard settings.wantsConfirmation else { return .unneeded }
        return confirmed.map { now.since($0) < settings.confirmation } ?? false ? .given : .missing
    }

    /// Changes what is known of a pod.
    mutating func change(_ pod: PodView, _ change: (inout PodView) -> Void) {
        guard let index = pods?.pods.firstIndex(where: { $0.uid == pod.uid }) else { return }
        if var known = pods?.pods[index] {
            change(&known)
            pods?.pods[index] = known
        }
    }

    /// Forgets what can be forgotten once a machine is no longer being removed.
    mutating func settle() {
        (pods, confirmed) = (nil, nil)
        isTold = false
        lossHeard = nil
        works = works.filter { $0.value.isUnderWay }
    }

    private func rest(after action: NodeAction, _ settings: ReactionSettings) -> Duration? {
        switch action {
        case .kill, .listPods, .deleteNode, .releaseNode: settings.pollInterval
        case .confirm: settings.confirmation / 2
        case .setTaints, .say, .readNode, .evict: nil
        }
    }

    /// How long to wait after so many failures: doubled each time.
    static func wait(_ failures: Int, from first: Duration, to longest: Duration) -> Duration {
        var wait = first
        for _ in 1..<max(1, min(failures, 32)) where wait < longest { wait += wait }
        return min(wait, longest)
    }
}
