// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Decides how a cluster is followed: which node is taken, what it is asked, when what has come is the whole.
///
/// Pure: it is told the time, what nodes said and what streams brought, and says what to do. A node is taken in four steps: its
/// stream is opened, where it has one; the tables are listed, where they are not known; events are listed from the position on, until
/// they reach what the stream began with; then the stream is trusted. Whatever fails, the next node is taken, and all of it is done
/// again from the position.
struct FollowCourse: Sendable {
    /// Something to ask a node.
    enum Ask: Sendable {
        case events(EventPageQuestion)
        case table(TablePageQuestion)
        case entry(TableEntryQuestion)
        case freshness
    }

    /// What a node said.
    enum Answer: Sendable {
        case events(EventPageQuestion.Events)
        case table(Page<TableEntry>)
        case entry(TableEntry?)
        case freshness
    }

    /// Something that happened.
    enum Input: Sendable {
        /// A stream has begun, at a node that is this far.
        case began(stream: Int, Freshness?)
        /// A stream brought something.
        case part(stream: Int, StreamPart)
        /// A stream is over.
        case ended(stream: Int, LedgerError)
        /// A question was answered.
        case answered(ask: Int, Answer, Freshness?)
        /// A question was not.
        case failed(ask: Int, LedgerError)
        /// A look-up elsewhere found a node this far.
        case heard(Freshness)
        /// Time passed.
        case tick
    }

    /// Something to do.
    enum Action: Sendable {
        case open(stream: Int, node: Int, FollowSource)
        case close(stream: Int)
        case ask(Int, node: Int, Ask)
        case tell(FollowNews)
    }

    /// What is known of a node.
    struct Node: Sendable {
        var source: FollowSource
        var servesEvents = true
        var servesTables = true
        var failures = 0
        var rests: Monotonic?
    }

    enum Phase: Hashable, Sendable {
        case resting, opening, listing, catchingUp, live
    }

    /// How far a listing of the tables is.
    struct Listing: Sendable {
        /// The pool's parameters stand first; where the workers are is known only once the registry has said so.
        enum Table: Sendable { case params, stakes, seals, registry, workers(Address) }
        var table = Table.params
        var after: PageToken?
        /// The node must be this far: events from there on are seen anyhow.
        var least: UInt64
    }

    /// Parts of a stream that wait until what comes before them is known; more are left with the peer.
    static let maximumHeld = 10_000
    /// How long until a node that is behind is asked again.
    static let retryInterval = Duration.milliseconds(250)
    /// How long a node of another chain is left alone.
    static let longRest = Duration.seconds(300)
    /// A node that is this far behind what another has told of does not lag, the other has lied: about an hour.
    static let implausible: UInt64 = 15_000
    /// How long a node must have been live for its failures to be forgotten.
    static let probation = Duration.seconds(10)

    let settings: FollowSettings
    /// Where the mark is shown, to those who wait for nobody who works.
    let board: Locked<FollowMark>
    var nodes: [Node]
    var mirror: ClusterMirror
    var plan: FollowPlan
    var health = FollowHealth()
    /// When to say that time has passed.
    var alarm: Monotonic?

    var actions: [Action] = []
    var hasPosition: Bool
    var phase = Phase.resting
    var node: Int?
    /// The number of the stream that is open.
    var stream: Int?
    /// The number of the question that is under way.
    var asking: Int?
    var asked: (node: Int, ask: Ask)?
    var last = 0
    var held: [StreamPart] = []
    var heldEvents = 0
    /// The first checkpoint that the stream told of, and the last.
    var streamFirst: UInt64?
    var streamLast: UInt64?
    var listing: Listing?
    var areTablesListed = false
    /// Whether the workers were listed with them: a node may have no registry to show.
    var areWorkersListed = false
    /// Since when a node is behind what it must have.
    var behindSince: Monotonic?
    var liveSince: Monotonic?
    /// The node that told of the last checkpoint that we know.
    var herald: Int?
    /// Whether the node is so far behind that somebody has lied, and how many nodes in a row were.
    var isFarBehind = false
    var farBehind = 0
    /// How many nodes could not fill the hole that there is.
    var repairs = 0
    /// The events of a while are lost to us: the tables must be listed after the stream began.
    var mustSkip = false
    var hasSkippedHere = false
    /// A checkpoint's time that counts once everything up to it has come.
    var pending: Freshness?
    /// The checkpoint whose time is known.
    var timed: UInt64 = 0

    /// Goes on at a position, if one was saved.
    init(
        _ settings: FollowSettings, languages: [NodeEndpoint.Language], position: FollowPosition?,
        tables: ClusterTables = ClusterTables(), board: Locked<FollowMark> = Locked(FollowMark())
    ) {
        self.settings = settings
        self.board = board
        nodes = languages.map { Node(source: $0 == .grpc ? .events : .polling) }
        mirror = ClusterMirror(cluster: settings.cluster.cluster, tables: tables)
        plan = FollowPlan(packages: settings.packages, position: position ?? FollowPosition())
        hasPosition = position != nil
    }

    /// Whether more of the stream can be taken now.
    var wantsStream: Bool { heldEvents < Self.maximumHeld && held.count < Self.maximumHeld }

    /// Takes in what happened, and says what is to be done.
    mutating func take(
        _ input: Input, at now: Monotonic, using dice: inout some RandomNumberGenerator
    ) -> [Action] {
        do throws(LedgerError) { try handle(input, now) } catch { giveUp(error, now, using: &dice) }
        // Each node may fail at once; whoever failed rests.
        for _ in nodes where phase == .resting {
            do throws(LedgerError) { try connect(now) } catch { giveUp(error, now, using: &dice) }
        }
        if phase == .resting { alarm = nodes.compactMap(\.rests).min() ?? now.advanced(by: Self.retryInterval) }
        noteHealth()
        defer { actions = [] }
        return actions
    }

    private mutating func handle(_ input: Input, _ now: Monotonic) throws(LedgerError) {
        switch input {
        case .began(let number, let freshness):
            guard number == stream else { return }
            hear(freshness)
        case .part(let number, let part):
            guard number == stream else { return }
            try takePart(part, now)
        case .ended(let number, let error):
            guard number == stream else { return }
            stream = nil
            try streamEnded(error, now)
        case .answered(let number, let answer, let freshness):
            guard number == asking else { return }
            asking = nil
            hear(freshness)
            if let epoch = freshness?.epoch { health.epoch = max(health.epoch ?? 0, epoch) }
            try takeAnswer(answer, freshness, now)
        case .failed(let number, let error):
            guard number == asking else { return }
            asking = nil
            try askFailed(error, now)
        case .heard(let freshness):
            hear(freshness)
            if phase == .resting { wakeSoon(now) }
        case .tick:
            guard let alarm, alarm <= now else { return }
            self.alarm = nil
            try goOn(now)
        }
    }

    /// Does what comes next, if nothing is awaited.
    mutating func goOn(_ now: Monotonic) throws(LedgerError) {
        guard asking == nil else { return }
        switch phase {
        case .resting, .opening: break
        case .listing: try askTables()
        case .catchingUp: try askEvents(now)
        case .live:
            try checkProgress(now)
            guard let node else { return }
            switch nodes[node].source {
            case .polling: try askEvents(now)
            case .events: ask(.freshness, of: node)
            case .checkpoints: wait(settings.probeInterval, now)
            }
        }
    }

    /// A node that has been live for a while is forgiven; one that stands still is left for another.
    private mutating func checkProgress(_ now: Monotonic) throws(LedgerError) {
        guard let node, let liveSince else { return }
        if now.since(liveSince) >= Self.probation { nodes[node].failures = 0 }
        let rose = max(health.rose ?? liveSince, liveSince)
        guard nodes.count == 1 || now.since(rose) < settings.patience else {
            throw LedgerError(.stale, "the node stands still")
        }
    }

    mutating func ask(_ ask: Ask, of node: Int) {
        last += 1
        asking = last
        asked = (node, ask)
        actions.append(.ask(last, node: node, ask))
    }

    mutating func wait(_ duration: Duration, _ now: Monotonic) { alarm = now.advanced(by: duration) }

    /// A node must have more than it has: it is asked again soon, but not for ever.
    mutating func retry(_ now: Monotonic) throws(LedgerError) {
        let since = behindSince ?? now
        behindSince = since
        guard now.since(since) < settings.patience else { throw LedgerError(.stale, "the node stays behind") }
        wait(Self.retryInterval, now)
    }

    /// Says how well it goes, once an input has been taken in.
    ///
    /// What the input brought is in the tables by now, so nobody who reads the mark and then the tables finds less than the mark says.
    /// A hole that the input made is in the same mark: a checkpoint behind it is not reached before it is filled, and is not shown.
    mutating func noteHealth() {
        health.hasHole = mirror.hasHole || mustSkip
        health.counts.duplicates = plan.duplicates
        let isComplete = areTablesListed && liveSince != nil && !health.hasHole
        if isComplete != health.isComplete {
            health.isComplete = isComplete
            actions.append(.tell(.completeness(isComplete)))
        }
        let mark = FollowMark(
            health, hasWorkers: health.isComplete && areWorkersListed, params: mirror.params)
        board.withLock { $0 = mark }
    }
}
