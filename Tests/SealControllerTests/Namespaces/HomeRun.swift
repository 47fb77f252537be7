// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SealAuthN
import StakeRBAC
import SuiLedger

@testable import SealController

/// Controllers over a ``FakeHomeCluster``, without threads: each call is answered before the next one is made.
struct HomeRun {
    static let sui: UInt64 = 1_000_000_000

    let cluster: FakeHomeCluster
    let tables = ClusterTables()
    var settings: NamespaceSettings
    var policy: Policy
    var notes: [HomeNote] = []
    /// Whether the copy of the chain is whole and young.
    var isKnown = true
    /// What the nodes say when they are asked once more; what the copy says, unless something else stands here.
    var confirmed: [Address: HomeVerdict] = [:]
    /// The call after whose answer, or before which, the controller crashes.
    var crashes: Set<Int> = []
    var isCallLost = false
    let journal = FakeJournal()
    private(set) var board: HomeBoard
    private var sequence: UInt64 = 0

    init(
        _ cluster: FakeHomeCluster = FakeHomeCluster(), policy: Policy = Policy(),
        _ change: (inout NamespaceSettings) -> Void = { _ in }
    ) {
        self.cluster = cluster
        self.policy = policy
        var settings = NamespaceSettings()
        settings.rate = 1_000_000
        change(&settings)
        self.settings = settings
        board = HomeBoard(settings, policy)
        // For longer than a deletion counts.
        begin(at: -600)
    }

    static func owner(_ number: UInt8) -> Address { Address(number) }
    static func home(_ number: UInt8) -> String { HomeNamespace.name(of: Address(number).raw) }

    private mutating func begin(at seconds: Double) {
        // Each watch lists when it likes; here what is in homes comes before the homes.
        for kind in ManagedKind.allCases.reversed() {
            board.take(.listed(kind, cluster.views(kind)), at: Sample.moment(seconds))
        }
        board.take(.leads(true), at: Sample.moment(seconds))
    }

    /// Another controller, which knows nothing.
    mutating func crash(at seconds: Double) {
        board = HomeBoard(settings, policy)
        begin(at: seconds)
    }

    /// Gives somebody a stake, in thousandths of a SUI; status 3 is slashed.
    mutating func stake(_ number: UInt8, _ thousandths: UInt64, status: UInt8 = 1) {
        sequence += 1
        var account = Sample.account(0, status: status, sequence: sequence)
        account.amount = thousandths * Self.sui / 1000
        tables.insert(account, of: Self.owner(number))
        board.take(.news(Self.owner(number)), at: Sample.moment(0))
    }

    mutating func take(_ input: HomeBoard.Input, at seconds: Double) { board.take(input, at: Sample.moment(seconds)) }

    func sight(at seconds: Double) -> HomeSight {
        let isKnown = isKnown
        return HomeSight(
            tables: tables,
            mark: {
                guard isKnown else { return FollowMark() }
                var mark = Sample.mark(at: Sample.moment(seconds))
                mark.thresholds = TierThresholds(
                    viewer: Self.sui / 2, developer: 2 * Self.sui, admin: 5 * Self.sui, superuser: 10 * Self.sui)
                return mark
            }, maximumAge: .seconds(10))
    }

    /// Does what is decided, until nothing more is; gives what was done.
    @discardableResult
    mutating func step(at seconds: Double) -> [HomeOrder] {
        var now = Sample.moment(seconds)
        cluster.state.withLock { $0.now = now.wall }
        let inbox = Locked<[HomeChange]>([])
        cluster.listeners.withLock { $0 = [{ change in inbox.withLock { $0.append(change) } }] }
        defer { cluster.listeners.withLock { $0 = [] } }
        var done: [HomeOrder] = []
        // A bound: what is decided again and again at one moment is a fault that a test then sees.
        for _ in 0..<2000 {
            let orders = board.orders(at: now, sight(at: seconds))
            notes += board.takeNotes()
            guard !orders.isEmpty else { break }
            // Calls take time, and so does their pace.
            now.monotonic = now.monotonic.advanced(by: .milliseconds(1))
            for order in orders {
                done.append(order)
                let number = cluster.calls + 1
                if crashes.remove(number) != nil {
                    if !isCallLost { _ = answer(order, at: now) }
                    crash(at: seconds)
                    return done + step(at: seconds)
                }
                let outcome = answer(order, at: now)
                if let act = HomeActs.ended(order, outcome) { journal.record(act, at: now.wall) }
                board.take(.ended(order, outcome), at: now)
                for change in inbox.withLock({
                    let all = $0; $0 = []; return all
                }) { board.take(change.input, at: now) }
            }
        }
        notes += board.takeNotes()
        return done
    }

    /// What is decided now; nothing is done about it.
    mutating func orders(at seconds: Double) -> [HomeOrder] {
        board.orders(at: Sample.moment(seconds), sight(at: seconds))
    }

    /// Does one thing that was decided, and says what came of it; no watch tells of it.
    mutating func finish(_ order: HomeOrder, at seconds: Double) {
        take(.ended(order, answer(order, at: Sample.moment(seconds))), at: seconds)
    }

    private func answer(_ order: HomeOrder, at now: Moment) -> HomeOutcome {
        guard let call = HomeCalls.call(order, at: now.wall, timeout: .seconds(1)) else {
            guard case .home(let owner) = order.subject else { return .done }
            return .verdict(confirmed[owner] ?? sight(at: 0).verdict(on: owner, at: Sample.moment(0)))
        }
        return HomeCalls.outcome(of: order, cluster.answer(call))
    }

    var counts: [HomeState: Int] { board.counts.filter { $0.value != 0 } }
}
