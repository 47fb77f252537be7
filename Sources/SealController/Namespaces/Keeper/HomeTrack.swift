// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import StakeRBAC
internal import SuiLedger

/// What is remembered of one home: how it was seen last, and what is under way.
///
/// All of it may be forgotten at any time.
struct HomeTrack {
    let owner: Address
    let namespace: String
    /// The Namespace, where there is one of this name, whoever made it.
    private(set) var view: ManagedView?
    private var parts: [HomePart: PartTrack] = [:]
    private var round: WorkloadRound?
    /// Whether what was stopped is left to end by itself until ``notBefore``.
    private(set) var isResting = false
    var verdict = HomeVerdict.unknown
    var state: HomeState?
    /// Whether something is under way for it; one call after the other.
    var isBusy = false
    var failures = 0
    /// How often something in it could not be stopped or started.
    var stuck = 0
    /// When it may be tried again.
    var notBefore: Monotonic?
    /// When it is to be looked at again.
    var due: WallTime?
    /// Events that were told.
    var said: Set<String> = []
    /// What all was found to be, once it was.
    var settled: NamespacePlan.Wanted?
    /// When the nodes said that the stake is lost.
    var confirmed: Monotonic?

    init(_ owner: Address) {
        self.owner = owner
        namespace = HomeNamespace.name(of: owner.raw)
    }

    /// What stands at the Namespace, if it is ours.
    var record: HomeRecord? { view.flatMap { $0.isOurs ? HomeRecord(of: $0) : nil } }

    /// Whether its owner has access, by what was seen, and should have none: before all else.
    var isUrgent: Bool {
        guard verdict.isLoss, let record else { return false }
        return record.phase == nil || record.phase == .restoring
    }

    /// What an operator says of it.
    var directive: NodeDirective? {
        view?.label(HomeCourse.directive).map { NodeDirective(rawValue: $0) ?? .hold }
    }

    /// What a round has found to be done.
    var finished: WorkloadRound.Aim? { round.flatMap { $0.next == .done ? $0.aim : nil } }

    // MARK: Taking in

    /// Takes a part as it was seen; gives whether anything is new.
    @discardableResult
    mutating func see(_ part: HomePart, _ object: ManagedView) -> Bool {
        if parts[part]?.see(object) == false { return false }
        if parts[part] == nil { parts[part] = PartTrack(object) }
        guard part == .namespace else { return true }
        // Another one of its name is empty; of the first that is seen, the rest may have been told before.
        if let view, view.uid != object.uid { parts = parts.filter { $0.key == .namespace } }
        if let view, HomeRecord(of: view).phase == HomeRecord(of: object).phase {
            self.view = object
            return true
        }
        (round, confirmed, stuck, isResting) = (nil, nil, 0, false)
        view = object
        return true
    }

    /// A part is gone, if it was this one.
    mutating func lose(_ part: HomePart, uid: String) {
        guard parts[part]?.uid == uid else { return }
        parts[part] = nil
        guard part == .namespace else { return }
        (view, parts, round, confirmed, settled, said) = (nil, [:], nil, nil, nil, [])
        isResting = false
    }

    /// All objects of a kind were listed anew: what is older than what was known is what there is; gives whether there was any.
    mutating func relist(_ kind: ManagedKind) -> Bool {
        var isNew = false
        for (part, track) in parts where part.kind == kind {
            guard let view = track.older else { continue }
            parts[part] = nil
            isNew = see(part, view) || isNew
        }
        return isNew
    }

    /// Parts that are not among what was listed are gone.
    mutating func keep(_ kind: ManagedKind, _ uids: Set<String>) {
        for (part, track) in parts where part.kind == kind && !uids.contains(track.uid) { lose(part, uid: track.uid) }
    }

    /// Takes what the chain says now: a stake that is lost waits for nothing that has failed before, and one that is back for no pods
    /// that should have ended.
    mutating func hear(_ verdict: HomeVerdict) {
        if verdict.isLoss, !self.verdict.isLoss { (notBefore, failures, stuck) = (nil, 0, 0) }
        if isResting, verdict.standing != nil { notBefore = nil }
        self.verdict = verdict
    }

    /// A change of the rounds through what runs.
    mutating func take(_ change: (inout WorkloadRound) -> Void) {
        if var round {
            change(&round)
            self.round = round
        }
    }

    // MARK: Deciding

    /// Whether a part that was just written is what it was to be.
    mutating func isKept(_ part: HomePart, _ object: HomeObject) -> Bool { parts[part]?.agrees(with: object) ?? false }

    /// What to do first to make the home what is wanted; `nil` if it is.
    mutating func step(to wanted: NamespacePlan.Wanted, _ plan: NamespacePlan) -> HomeAction? {
        for part in wanted.hasAccess ? HomePart.allCases : HomePart.leaving {
            let object = plan.object(part, of: owner, wanted)
            guard let view else { return .create(.namespace, object) }
            guard var track = parts[part] else { return .apply(part, object, uid: nil, resourceVersion: nil) }
            let agrees = track.agrees(with: object)
            parts[part] = track
            // What hangs on a record is the record, too: what others have added to it would not be missed.
            if agrees, part != .namespace || HomeRecord(of: view) == wanted.record.written { continue }
            if track.isMisbound {
                return .remove(
                    ManagedView(
                        kind: part.kind, namespace: namespace, name: object.name, uid: track.uid,
                        resourceVersion: track.resourceVersion, content: .object([:])))
            }
            // A Namespace is changed as it was seen; of the others it does not matter who was first.
            return .apply(
                part, object, uid: track.uid, resourceVersion: part == .namespace ? track.resourceVersion : nil)
        }
        return nil
    }

    /// What to do next with what runs; `nil` if there is nothing left to do.
    mutating func work(_ aim: WorkloadRound.Aim) -> HomeAction? {
        if round?.aim != aim { (round, isResting) = (WorkloadRound(aim), false) }
        // Nobody asks before the rest is over.
        if isResting { round?.rested() }
        isResting = round?.next == .rest
        switch round?.next {
        case .list(let kind, let continuation, let limit)?:
            return .list(kind, continuation: continuation, limit: limit)
        case .change(let workload)?: return aim == .stop ? .stop(workload) : .start(workload)
        case .rest?, .done?, nil: return nil
        }
    }
}
