// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import StakeRBAC
internal import SuiLedger

/// Decides what a controller does about all homes, and about what was given beside them, from what the cluster and the chain say.
///
/// Pure: it is told the time, what came of calls and how to ask the copy of the chain, and says what to do. Whoever something has happened
/// to stands in line once; one call for each is under way at a time, and so many in all. Where nothing has changed nothing is sent.
struct HomeBoard {
    /// Something that happened.
    enum Input {
        /// Whether this process is the one that acts.
        case leads(Bool)
        /// All objects of a kind.
        case listed(ManagedKind, [ManagedView])
        /// An object is new or has changed.
        case seen(ManagedView)
        /// An object is gone.
        case gone(ManagedKind, namespace: String, name: String, uid: String)
        /// The chain says something new of somebody.
        case news(Address)
        /// The chain says something new, of anybody.
        case allNews
        case policy(Policy)
        /// A call has ended.
        case ended(HomeOrder, HomeOutcome)
    }

    /// How often is looked whose time has come, at most.
    static let lookInterval = Duration.milliseconds(250)

    let settings: NamespaceSettings
    var plan: NamespacePlan
    var tracks: [Address: HomeTrack] = [:]
    var grants: [String: GrantTrack] = [:]
    var queue = WorkQueue<HomeOrder.Subject>()
    var pace: CallPace
    var ledger: LossLedger
    var notes: [HomeNote] = []
    /// How many homes stand where.
    private(set) var counts: [HomeState: Int] = [:]
    /// Since when this process is the one that acts, if it is.
    var leadsSince: Monotonic?
    private var listed: Set<ManagedKind> = []
    /// Namespaces that are nobody's home.
    private var others: Set<String> = []
    private var fresh: Set<Address> = []
    private var isAllNew = true
    private var resynced: Monotonic?
    private var nextLook: Monotonic?
    private var events: [HomeOrder] = []

    init(_ settings: NamespaceSettings, _ policy: Policy) {
        self.settings = settings
        plan = NamespacePlan(policy: policy)
        pace = CallPace(concurrency: settings.concurrency, rate: settings.rate)
        ledger = LossLedger(settings)
        take(policy)
    }

    /// What is to be said since the last time.
    mutating func takeNotes() -> [HomeNote] {
        defer { notes = [] }
        return notes
    }

    /// When it is to be asked again though nothing happens.
    func alarm(at now: Monotonic) -> Monotonic {
        var alarm = now.advanced(by: Self.lookInterval)
        if queue.count > 0 || !events.isEmpty, let next = pace.next { alarm = min(alarm, next) }
        return alarm
    }

    // MARK: Taking in

    mutating func take(_ input: Input, at now: Moment) {
        switch input {
        case .leads(let leads): take(leads: leads, at: now)
        case .listed(let kind, let views): take(kind, views)
        case .seen(let view): see(view)
        case .gone(let kind, let namespace, let name, let uid): lose(kind, namespace, name, uid)
        case .news(let owner): fresh.insert(owner)
        case .allNews: isAllNew = true
        case .policy(let policy): take(policy)
        case .ended(let order, let outcome): ended(order, outcome, now)
        }
    }

    private mutating func take(leads: Bool, at now: Moment) {
        leadsSince = leads ? leadsSince ?? now.monotonic : nil
        isAllNew = true
        // Who does not act does not know either.
        if !leads { for owner in tracks.keys { set(nil, of: owner) } }
    }

    private mutating func take(_ policy: Policy) {
        plan = NamespacePlan(policy: policy)
        for name in grants.keys { grants[name]?.owners = [] }
        for (owner, names) in policy.namespaces.grants {
            for name in names {
                grants[name, default: GrantTrack(name)].owners.append(Address(owner))
            }
        }
        for name in grants.keys { grants[name]?.owners.sort { $0.description < $1.description } }
        for owner in tracks.keys { tracks[owner]?.settled = nil }
        isAllNew = true
    }

    private mutating func take(_ kind: ManagedKind, _ views: [ManagedView]) {
        let uids = Set(views.map(\.uid))
        for owner in tracks.keys { tracks[owner]?.keep(kind, uids) }
        if kind == .namespaces { others = [] }
        if kind == .roleBindings {
            for (name, grant) in grants where grant.binding.map({ !uids.contains($0.uid) }) ?? false {
                grants[name]?.binding = nil
            }
        }
        for view in views { see(view) }
        listed.insert(kind)
        isAllNew = true
    }

    private mutating func see(_ view: ManagedView) {
        guard let owner = Self.owner(of: view.namespace) else { return seeElsewhere(view) }
        guard let part = HomePart.of(view) else { return }
        guard part == .namespace || view.isOurs else { return }
        if tracks[owner, default: HomeTrack(owner)].see(part, view) { queue.push(.home(owner)) }
    }

    /// Something in a namespace that is nobody's home.
    private mutating func seeElsewhere(_ view: ManagedView) {
        if view.kind == .namespaces {
            guard others.insert(view.name).inserted, grants[view.name] != nil else { return }
            return queue.push(.grant(view.name))
        }
        guard view.kind == .roleBindings, view.name == NamespacePlan.grantName, view.isOurs else { return }
        var grant = grants[view.namespace] ?? GrantTrack(view.namespace)
        if grant.binding?.see(view) == nil { grant.binding = PartTrack(view) }
        grants[view.namespace] = grant
        queue.push(.grant(view.namespace))
    }

    private mutating func lose(_ kind: ManagedKind, _ namespace: String, _ name: String, _ uid: String) {
        if let owner = Self.owner(of: kind == .namespaces ? name : namespace) {
            for part in HomePart.allCases where part.kind == kind && (part.name ?? name) == name {
                tracks[owner]?.lose(part, uid: uid)
            }
            if let track = tracks[owner], track.view == nil { ledger.forget(owner) }
            return queue.push(.home(owner))
        }
        if kind == .namespaces { others.remove(name) }
        guard kind == .roleBindings, grants[namespace]?.binding?.uid == uid else { return }
        grants[namespace]?.binding = nil
        queue.push(.grant(namespace))
    }

    /// Whose home a namespace is.
    static func owner(of namespace: String) -> Address? {
        HomeNamespace.owner(of: namespace.utf8Span.span).map { Address($0) }
    }

    // MARK: Deciding

    /// What to do now.
    mutating func orders(at now: Moment, _ sight: HomeSight) -> [HomeOrder] {
        guard leadsSince != nil, listed.count == ManagedKind.allCases.count else { return [] }
        guard sight.thresholds(at: now) != nil else {
            // Once more is known, everybody is looked at.
            if !isAllNew { for owner in tracks.keys { set(.unknown, of: owner) } }
            isAllNew = true
            return []
        }
        let isTime = resynced.map { now.monotonic.since($0) >= settings.resync } ?? true
        if isAllNew || isTime { lookAtAll(now, sight) }
        lookAtFresh(now, sight)
        lookAtDue(now)
        let knowsWindow = leadsSince.map { now.monotonic.since($0) >= settings.guardWindow } ?? false
        let admissions = ledger.admissions(at: now.wall, knowsWindow: knowsWindow)
        var orders: [HomeOrder] = []
        while let next = pace.next, next <= now.monotonic {
            // Deciding may find that there is nothing to do but something to tell.
            guard let order = events.popLast() ?? decideNext(now, sight, admissions) ?? events.popLast() else { break }
            _ = pace.begin(at: now.monotonic)
            orders.append(order)
        }
        return orders
    }

    /// Everybody is looked at: in memory, and nothing is sent where nothing has changed.
    private mutating func lookAtAll(_ now: Moment, _ sight: HomeSight) {
        guard let entitled = sight.entitled(at: now) else { return }
        let began = now.monotonic
        for (owner, standing) in entitled {
            tracks[owner, default: HomeTrack(owner)].verdict = .entitled(standing)
        }
        let known = Set(entitled.map(\.owner))
        for owner in tracks.keys where !known.contains(owner) {
            tracks[owner]?.verdict = sight.verdict(on: owner, at: now)
        }
        for owner in tracks.keys { line(up: owner, now) }
        for name in grants.keys { queue.push(.grant(name)) }
        (isAllNew, resynced) = (false, now.monotonic)
        notes.append(.resynced(accounts: entitled.count, Monotonic.now.since(began)))
    }

    /// Those of whom the chain has told something: first what it says of all of them, for too many at once are another matter.
    private mutating func lookAtFresh(_ now: Moment, _ sight: HomeSight) {
        for owner in fresh {
            let verdict = sight.verdict(on: owner, at: now)
            for name in plan.policy.namespaces.grants[owner.raw] ?? [] { queue.push(.grant(name)) }
            guard tracks[owner] != nil || verdict.standing != nil else { continue }
            tracks[owner, default: HomeTrack(owner)].verdict = verdict
            line(up: owner, now)
        }
        fresh = []
    }

    /// Those whose time has come.
    private mutating func lookAtDue(_ now: Moment) {
        guard let look = nextLook, look <= now.monotonic else { return }
        nextLook = nil
        for (owner, track) in tracks {
            if let due = track.due {
                if due <= now.wall { queue.push(.home(owner)) } else { wake(after: due, now) }
            }
            if let time = track.notBefore {
                if time <= now.monotonic { queue.push(.home(owner)) } else { wake(at: time, now) }
            }
        }
        for (name, grant) in grants {
            guard let time = grant.notBefore else { continue }
            if time <= now.monotonic { queue.push(.grant(name)) } else { wake(at: time, now) }
        }
    }

    private mutating func wake(after due: WallTime, _ now: Moment) {
        let distance = Duration.nanoseconds(max(0, due.nanoseconds - now.wall.nanoseconds))
        wake(at: now.monotonic.advanced(by: distance), now)
    }

    mutating func wake(at time: Monotonic, _ now: Moment) {
        let time = max(time, now.monotonic.advanced(by: Self.lookInterval))
        nextLook = min(nextLook ?? time, time)
    }

    private mutating func line(up owner: Address, _ now: Moment) {
        guard let track = tracks[owner] else { return }
        ledger.note(track, at: now.wall)
        var isUrgent = false
        if case .lost = track.verdict, let record = track.record {
            isUrgent = record.phase == nil || record.phase == .restoring
        }
        queue.push(.home(owner), isUrgent: isUrgent)
    }

    /// Looks at those who stand in line until there is something to do.
    private mutating func decideNext(
        _ now: Moment, _ sight: HomeSight, _ admissions: (stop: Bool, delete: Bool)
    ) -> HomeOrder? {
        while let subject = queue.pop() {
            switch subject {
            case .home(let owner):
                guard var track = tracks[owner], !track.isBusy, track.notBefore ?? now.monotonic <= now.monotonic else {
                    continue
                }
                // As it is now: it may have stood in line for long.
                track.verdict = sight.verdict(on: owner, at: now)
                track.notBefore = nil
                let action = decide(&track, now, admissions)
                var cause: HomeLoss?
                if case .lost(let loss) = track.verdict { cause = loss }
                track.isBusy = action != nil
                tracks[owner] = track.view == nil && track.state == nil && !track.isBusy ? nil : track
                ledger.note(track, at: now.wall)
                if let due = track.due { wake(after: due, now) }
                if let action {
                    return HomeOrder(subject: subject, namespace: track.namespace, action: action, cause: cause)
                }
            case .grant(let name):
                guard let action = decide(grant: name, now, sight) else { continue }
                return HomeOrder(subject: subject, namespace: name, action: action)
            }
        }
        return nil
    }

    private mutating func decide(
        _ track: inout HomeTrack, _ now: Moment, _ admissions: (stop: Bool, delete: Bool)
    ) -> HomeAction? {
        // Where a round has come to its end there is something else to be decided, once.
        for _ in 0..<2 {
            let course = HomeCourse(
                settings: settings, view: track.view, verdict: track.verdict, now: now.wall, mayStop: admissions.stop,
                mayDelete: admissions.delete,
                isConfirmed: track.confirmed.map { now.monotonic.since($0) < settings.confirmation } ?? false,
                finished: track.finished)
            let decision = course.decision()
            track.due = decision.due
            for event in decision.events where track.said.insert(event.name).inserted {
                events.append(
                    HomeOrder(subject: .home(track.owner), namespace: track.namespace, action: .say(event)))
            }
            guard let wanted = decision.wanted else {
                move(&track, to: decision.state)
                return nil
            }
            if let action = track.step(to: wanted, plan) {
                if track.settled == wanted, case .apply(let part, _, _, _) = action {
                    notes.append(.drifted(namespace: track.namespace, part))
                }
                track.settled = nil
                move(&track, to: decision.state == .active ? .wanted : decision.state)
                return action
            }
            track.settled = wanted
            move(&track, to: decision.state)
            switch decision.then {
            case .nothing: return nil
            case .work(let aim): if let action = track.work(aim) { return action }
            case .confirm: return .confirm
            case .delete: return track.view.map { .delete($0) }
            }
        }
        return nil
    }

    private mutating func decide(grant name: String, _ now: Moment, _ sight: HomeSight) -> HomeAction? {
        guard var grant = grants[name], !grant.isBusy, grant.notBefore ?? now.monotonic <= now.monotonic else {
            return nil
        }
        let verdicts = grant.owners.map { sight.verdict(on: $0, at: now) }
        guard !verdicts.contains(.unknown) else { return nil }
        let entitled = zip(grant.owners, verdicts).filter { $0.1.standing != nil }.map(\.0)
        let action = grant.step(entitled, hasNamespace: others.contains(name))
        grant.isBusy = action != nil
        grant.notBefore = nil
        let isIdle = grant.owners.isEmpty && grant.binding == nil && action == nil
        grants[name] = isIdle ? nil : grant
        return action
    }

    // MARK: Where homes stand

    private mutating func move(_ track: inout HomeTrack, to state: HomeState?) {
        guard state != track.state else { return }
        count(track.state, -1)
        count(state, 1)
        track.state = state
        guard let state else { return }
        var cause: HomeLoss?
        if case .lost(let loss) = track.verdict { cause = loss }
        notes.append(.moved(namespace: track.namespace, state, cause))
    }

    private mutating func set(_ state: HomeState?, of owner: Address) {
        guard var track = tracks[owner], track.state != nil || track.record != nil else { return }
        guard state == nil || track.record != nil else { return }
        count(track.state, -1)
        count(state, 1)
        track.state = state
        tracks[owner] = track
    }

    private mutating func count(_ state: HomeState?, _ change: Int) {
        if let state { counts[state, default: 0] += change }
    }
}
