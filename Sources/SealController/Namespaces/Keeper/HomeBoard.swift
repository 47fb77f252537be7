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
        /// All objects of a kind were listed again; what has changed since was told before.
        case relisted(ManagedKind)
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
    var listed: Set<ManagedKind> = []
    /// Namespaces that are nobody's home.
    var others: Set<String> = []
    var fresh: Set<Address> = []
    var isAllNew = true
    var resynced: Monotonic?
    var nextLook: Monotonic?
    var events: [HomeOrder] = []

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

    /// Takes in what happened; nothing is decided yet.
    mutating func take(_ input: Input, at now: Moment) {
        switch input {
        case .leads(let leads): take(leads: leads, at: now)
        case .listed(let kind, let views): take(kind, views)
        case .relisted(let kind): relist(kind, now)
        case .seen(let view): see(view)
        case .gone(let kind, let namespace, let name, let uid): lose(kind, namespace, name, uid)
        case .news(let owner): fresh.insert(owner)
        case .allNews: isAllNew = true
        case .policy(let policy): take(policy)
        case .ended(let order, let outcome): ended(order, outcome, now)
        }
    }

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
            // Access ends before anybody is told of anything. Deciding may find that there is nothing to do but something to tell.
            guard
                let order = decideNext(now, sight, admissions, isUrgent: true) ?? events.popLast()
                    ?? decideNext(now, sight, admissions) ?? events.popLast()
            else { break }
            _ = pace.begin(at: now.monotonic)
            orders.append(order)
        }
        return orders
    }

    /// Notes where a home stands now, and says so if that is new.
    mutating func move(_ track: inout HomeTrack, to state: HomeState?) {
        guard state != track.state else { return }
        count(track.state, -1)
        count(state, 1)
        track.state = state
        guard let state else { return }
        var cause: HomeLoss?
        if case .lost(let loss) = track.verdict { cause = loss }
        notes.append(.moved(namespace: track.namespace, state, cause))
    }

    /// Notes where a home stands, without a word.
    mutating func set(_ state: HomeState?, of owner: Address) {
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
