// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel

@testable import SuiLedger

/// A chain that grows, nodes that show it badly, and what follows it: all in one thread, at the pace of a virtual clock.
struct FollowWorld {
    static let cluster = ClusterCreated(
        cluster: Address(1), creator: Address(2), stakes: Address(3), sealRegistry: Address(4), seals: Address(5),
        workerRegistry: Address(6), scheduler: Address(7), enclaveRegistry: Address(8), governance: Address(9),
        auditAnchor: Address(10))
    static let package = Address(0xcd)
    static let laterPackage = Address(0xce)

    /// What the tables hold at a checkpoint.
    struct Tables {
        var accounts: [UInt8: StakeAccount] = [:]
        var seals: [UInt8: Seal] = [:]
        var workers: [UInt8: WorkerEntry] = [:]
        var params = FollowWorld.params(0)
    }

    /// Parameters by which one knows when they were set.
    static func params(_ number: UInt64) -> ClusterParams {
        ClusterParams(
            thresholds: TierThresholds(viewer: number, developer: number, admin: number, superuser: number),
            workerMinimum: number, unbondingEpochs: 7, votingMilliseconds: 1, appealMilliseconds: 1, proposalBond: 1,
            slashFraction: 1000, slasherEpochLimit: 1, sealEpochs: 30)
    }

    /// Where the registry has its workers.
    static let workerTable = Address(0x66)

    /// A worker's entry.
    static func worker(_ name: String, status: UInt8, sequence: UInt64) -> WorkerEntry {
        WorkerEntry(
            worker: Address(0x44), nodeID: "node", nodeName: name, status: status, joinKey: [], reason: "",
            registeredMilliseconds: 0, sequence: sequence, ext: [])
    }

    /// A node as it is at the moment.
    struct Node {
        var language = NodeEndpoint.Language.grpc
        var streams: Set<FollowSource> = [.events, .checkpoints]
        var listsEvents = true
        var listsTables = true
        /// Refuses to list what is older than its last checkpoints, of about as long as a listing takes.
        var forgets = false
        /// Claims to be this far, in streams.
        var boast: UInt64 = 0
        var height: UInt64 = 0
        /// How far the index is behind the node.
        var indexLag: UInt64 = 0
        var isDown = false
        /// Leaves a stake's event out now and then.
        var leavesOut = false
        /// Its clock is off by this many milliseconds.
        var skew: Int64 = 0
    }

    private struct Stream {
        let number: Int
        let node: Int
        let source: FollowSource
        var next: UInt64
    }

    var dice: MirrorTests.Dice
    var now = Monotonic(nanoseconds: 1_000_000_000_000)
    var nodes: [Node]
    var isCalm = false
    var course: FollowCourse
    let settings: FollowSettings
    /// Events by checkpoint, and the tables after each.
    var history: [[EmittedEvent]] = [[]]
    var tables = [Tables()]
    var told: [EmittedEvent] = []
    /// The changes of parameters that were told with what they were before, by their numbers.
    var moves: [(from: UInt64, to: UInt64)] = []
    var savedText = ""
    var savedCount = 0
    var restarts = 0
    /// What the mirror claimed and did not hold.
    var lies: [String] = []

    /// Whether what happened before it began is not told.
    let startsAtTip: Bool

    private var pool: UInt64 = 0
    private var seals: UInt64 = 0
    private var anchors: UInt64 = 0
    private var workers: UInt64 = 0
    private var inputs: [(time: Monotonic, input: FollowCourse.Input)] = []
    private var stream: Stream?
    private var nextBlock: Monotonic
    private var serial: UInt64 = 0

    init(_ seed: Int, nodes: [Node], packages: Int = 1, hasPosition: Bool) {
        dice = MirrorTests.Dice(state: UInt64(seed))
        self.nodes = nodes
        settings = FollowSettings(
            package: Self.package, laterPackages: packages > 1 ? [Self.laterPackage] : [], cluster: Self.cluster)
        let position = hasPosition ? FollowPosition() : nil
        startsAtTip = !hasPosition
        savedText = position?.text ?? ""
        course = FollowCourse(settings, languages: nodes.map(\.language), position: position)
        nextBlock = now
    }

    var tip: UInt64 { UInt64(history.count - 1) }

    /// Whether all that happened was told and the mirror is whole.
    var isDone: Bool {
        course.health.isComplete && course.health.checkpoint ?? 0 >= tip - 3
    }

    // MARK: The chain.

    private mutating func event(_ content: ContractEvent, _ checkpoint: UInt64) -> EmittedEvent {
        serial += 1
        let digest = Digest((Address("0x\(String(serial, radix: 16))") ?? Address(0)).raw)
        let (module, name) = content.type
        let isLater = settings.packages.count > 1 && module == "seal"
        return EmittedEvent(
            identity: .init(transaction: digest, index: 0), checkpoint: checkpoint,
            type: StructTag(isLater ? Self.laterPackage : Self.package, module, name), contents: content.bcs)
    }

    mutating func grow(events count: Int) {
        var block: [EmittedEvent] = []
        var after = tables[tables.count - 1]
        let height = tip + 1
        for _ in 0..<count {
            switch Int.random(in: 0..<10, using: &dice) {
            case 0..<4:
                pool += 1
                let owner = UInt8.random(in: 20..<40, using: &dice)
                let account = StakeAccount(
                    amount: UInt64.random(in: 0..<1000, using: &dice), nodeAmount: 0, unbonding: 0, unbondEpoch: 0,
                    status: 1, score: 100, slashedTotal: 0, sinceMilliseconds: 0, weightEpoch: 0, generation: 0,
                    nodeID: nil, sequence: pool, ext: [])
                after.accounts[owner] = account
                let change = StakeChanged(
                    cluster: Self.cluster.cluster, number: pool, owner: Address(owner), account: account, cause: 1,
                    evidence: [])
                block.append(event(.stakeChanged(change), height))
            case 4..<6:
                seals += 1
                let key = UInt8.random(in: 50..<70, using: &dice)
                let seal = Seal(
                    sealID: Address(key), owner: Address(20), kind: 1, generation: 0, bind: Bytes32(), permissions: [],
                    namespaces: [], issuedMilliseconds: 0, expiresEpoch: 9, revoked: Bool.random(using: &dice),
                    sequence: seals, ext: [])
                after.seals[key] = seal
                let change = SealChanged(
                    cluster: Self.cluster.cluster, number: seals, key: SealKey(Address(key).raw), seal: seal, cause: 1)
                block.append(event(.sealChanged(change), height))
            case 6:
                anchors += 1
                block.append(event(.capChanged(Self.foreignCap(anchors)), height))
            case 7:
                workers += 1
                let owner = UInt8.random(in: 20..<24, using: &dice)
                // A name is given with the first activation, and stays.
                let name = after.workers[owner] == nil ? "" : "n-\(owner)"
                let status = UInt8.random(in: 1...5, using: &dice)
                let worker = Self.worker(name, status: status, sequence: workers)
                after.workers[owner] = worker
                let change = WorkerChanged(
                    cluster: Self.cluster.cluster, number: workers, owner: Address(owner), worker: worker)
                block.append(event(.workerChanged(change), height))
            case 8:
                pool += 1
                after.params = Self.params(pool)
                let change = ParamsChanged(cluster: Self.cluster.cluster, number: pool, params: after.params)
                block.append(event(.paramsChanged(change), height))
            default:
                pool += 1
                let change = CapChanged(
                    cluster: Self.cluster.cluster, number: pool, kind: 1, state: 1, cap: nil, holder: nil)
                block.append(event(.capChanged(change), height))
            }
        }
        history.append(block)
        tables.append(after)
    }

    private static func foreignCap(_ number: UInt64) -> CapChanged {
        CapChanged(cluster: Address(99), number: number, kind: 1, state: 1, cap: nil, holder: nil)
    }

    // MARK: Time.

    /// Lets everything happen until something else is due.
    mutating func step(blockEvents: Int?) {
        let next = ([nextBlock, course.alarm].compactMap(\.self) + inputs.map(\.time)).min() ?? nextBlock
        now = max(now, next)
        if now >= nextBlock {
            nextBlock = now.advanced(by: .milliseconds(250))
            if let blockEvents { grow(events: blockEvents) }
            for index in nodes.indices { moveNode(index) }
            sendStream()
        }
        let due = inputs.indices.filter { inputs[$0].time <= now }
        let ready = due.map { inputs[$0].input }
        inputs = inputs.indices.filter { !due.contains($0) }.map { inputs[$0] }
        for input in ready { take(input) }
        if course.alarm.map({ $0 <= now }) ?? false { take(.tick) }
        check()
    }

    private mutating func moveNode(_ index: Int) {
        if isCalm {
            nodes[index].isDown = false
            nodes[index].leavesOut = false
            nodes[index].height = tip
            nodes[index].indexLag = 0
            return
        }
        if Int.random(in: 0..<12, using: &dice) == 0 { nodes[index].isDown.toggle() }
        let lag = UInt64.random(in: 0...5, using: &dice)
        nodes[index].height = max(nodes[index].height, tip - min(tip, lag))
        nodes[index].indexLag = UInt64.random(in: 0...2, using: &dice)
    }

    mutating func take(_ input: FollowCourse.Input) {
        for action in course.take(input, at: now, using: &dice) { carryOut(action) }
    }

    /// The process ends, and another goes on from what was saved.
    mutating func restart() {
        restarts += 1
        (inputs, stream) = ([], nil)
        told.removeLast(told.count - savedCount)
        course = FollowCourse(
            settings, languages: nodes.map(\.language), position: FollowPosition(text: savedText))
        take(.tick)
    }

    mutating func save() {
        guard course.hasPosition else { return }
        savedText = course.plan.position.text
        savedCount = told.count
    }

    /// What the mark says that the tables hold, they hold.
    private mutating func check() {
        let mark = course.board.withLock { $0 }
        let isPassedOver = course.mustSkip || course.mirror.hasHole
        if mark.hasHole != isPassedOver || mark.isComplete && isPassedOver { lies.append("no hole at \(tip)") }
        if mark.checkpoint != course.health.checkpoint { lies.append("a mark of \(tip)") }
        guard mark.isComplete, let checkpoint = mark.checkpoint else { return }
        guard checkpoint <= tip else { return lies.append("a checkpoint that is not") }
        let truth = tables[Int(checkpoint)]
        for (owner, account) in truth.accounts
        where course.mirror.tables.account(Address(owner))?.sequence ?? 0 < account.sequence {
            lies.append("an account at \(checkpoint)")
        }
        for (key, seal) in truth.seals
        where course.mirror.tables.seal(SealKey(Address(key).raw))?.sequence ?? 0 < seal.sequence {
            lies.append("a seal at \(checkpoint)")
        }
        if mark.workerMinimum ?? 0 < truth.params.workerMinimum { lies.append("the parameters at \(checkpoint)") }
        guard mark.hasWorkers else { return }
        for worker in truth.workers.values where !worker.nodeName.isEmpty {
            let known = course.mirror.tables.worker(named: worker.nodeName)?.worker.sequence ?? 0
            if known < worker.sequence { lies.append("a worker at \(checkpoint)") }
        }
    }

    /// Whether each move of the parameters is one that was made: from what they were until that event.
    var areMovesTrue: Bool {
        let made = history.joined().compactMap { event -> UInt64? in
            let content = try? ContractEvent(module: event.type.module, name: event.type.name, contents: event.contents)
            guard case .paramsChanged(let change)? = content else { return nil }
            return change.number
        }
        let truth = Dictionary(uniqueKeysWithValues: zip(made, [0] + made))
        return moves.allSatisfy { truth[$0.to] == $0.from }
    }

    /// Whether the mirror is what the tables are.
    var isMirrorTrue: Bool {
        let truth = tables[tables.count - 1]
        return truth.accounts.allSatisfy { course.mirror.account(Address($0.key)) == $0.value }
            && truth.seals.allSatisfy { course.mirror.seal(SealKey(Address($0.key).raw)) == $0.value }
            && course.mirror.params == truth.params
            && course.mirror.counts == (truth.accounts.count, truth.seals.count)
            && truth.workers.allSatisfy { owner, worker in
                guard !worker.nodeName.isEmpty else { return true }
                guard let known = course.mirror.tables.worker(named: worker.nodeName) else { return false }
                return known == (Address(owner), worker)
            }
    }

    // MARK: Nodes.

    private mutating func carryOut(_ action: FollowCourse.Action) {
        switch action {
        case .tell(.events(let events)):
            told += events.map(\.event)
            for event in events {
                guard case .paramsChanged(let change)? = event.content, let before = event.paramsBefore else {
                    continue
                }
                moves.append((before.workerMinimum, change.number))
            }
        case .tell: break
        case .close(let number): if stream?.number == number { stream = nil }
        case .open(let number, let index, let source): open(number, index, source)
        case .ask(let number, let index, let ask):
            let input = answer(number, index, ask)
            inputs.append((now.advanced(by: .milliseconds(Int.random(in: 1..<400, using: &dice))), input))
        }
    }

    private func freshness(_ index: Int) -> Freshness {
        let height = nodes[index].height
        return Freshness(
            chain: "c", epoch: 1, checkpoint: height,
            timestamp: UInt64(Int64(height) * 250 + 1_000_000 + nodes[index].skew))
    }

    private mutating func open(_ number: Int, _ index: Int, _ source: FollowSource) {
        let later = now.advanced(by: .milliseconds(Int.random(in: 1..<300, using: &dice)))
        guard !nodes[index].isDown else {
            return inputs.append((later, .ended(stream: number, LedgerError(.unavailable, ""))))
        }
        guard nodes[index].streams.contains(source) else {
            return inputs.append((later, .ended(stream: number, LedgerError(.unsupported, ""))))
        }
        stream = Stream(number: number, node: index, source: source, next: nodes[index].height + 1)
        inputs.append((now, .began(stream: number, freshness(index))))
    }

    private mutating func sendStream() {
        guard let current = stream else { return }
        let node = nodes[current.node]
        guard !node.isDown, isCalm || Int.random(in: 0..<25, using: &dice) > 0 else {
            stream = nil
            return take(.ended(stream: current.number, LedgerError(.unavailable, "")))
        }
        guard course.wantsStream else { return }
        while let open = stream, open.number == current.number, open.next <= node.height {
            let height = open.next
            stream?.next += 1
            var events = history[Int(height)].filter { settings.packages.contains($0.type.package) }
            if node.leavesOut, !events.isEmpty, Int.random(in: 0..<6, using: &dice) == 0 {
                events.removeAll { $0.type.module == "staking" }
            }
            // Now and then a whole checkpoint is left out, which its number shows, or comes twice.
            let fate = isCalm ? 9 : Int.random(in: 0..<30, using: &dice)
            if fate == 0 && open.source == .checkpoints { continue }
            for _ in 0..<(fate == 1 ? 2 : 1) {
                if open.source == .checkpoints {
                    take(
                        .part(
                            stream: open.number,
                            StreamPart(
                                events: events, checkpoint: height, timestamp: freshness(current.node).timestamp,
                                epoch: 1)))
                } else {
                    for event in events {
                        take(.part(stream: open.number, StreamPart(events: [event], checkpoint: height - 1)))
                    }
                    take(.part(stream: open.number, StreamPart(checkpoint: max(height, node.boast))))
                }
            }
        }
    }

    private mutating func answer(_ number: Int, _ index: Int, _ ask: FollowCourse.Ask) -> FollowCourse.Input {
        let node = nodes[index]
        let hasFailed = !isCalm && Int.random(in: 0..<12, using: &dice) == 0
        guard !node.isDown, !hasFailed else { return .failed(ask: number, LedgerError(.unavailable, "")) }
        let freshness = freshness(index)
        switch ask {
        case .freshness: return .answered(ask: number, .freshness, freshness)
        case .entry(let question):
            guard question.table == Self.cluster.workerRegistry else {
                let entry = TableEntry(key: question.key, value: tables[Int(node.height)].params.bcs)
                return .answered(ask: number, .entry(entry), freshness)
            }
            let state = Self.cluster.cluster.raw.bytes + Self.workerTable.raw.bytes
            return .answered(ask: number, .entry(TableEntry(key: question.key, value: state)), freshness)
        case .table(let question):
            guard node.listsTables else { return .failed(ask: number, LedgerError(.unsupported, "")) }
            let tables = tables[Int(node.height)]
            let keys =
                switch question.table {
                case Self.cluster.stakes: tables.accounts.keys.sorted()
                case Self.workerTable: tables.workers.keys.sorted()
                default: tables.seals.keys.sorted()
                }
            var rest = keys[...]
            if case .text(let last)? = question.after { rest = keys.filter { $0 > UInt8(last) ?? 0 }[...] }
            let shown = rest.prefix(Int.random(in: 1..<8, using: &dice))
            let items = shown.map { key in
                switch question.table {
                case Self.cluster.stakes:
                    TableEntry(key: Address(key).raw.bytes, value: tables.accounts[key]?.bcs ?? [])
                case Self.workerTable:
                    TableEntry(key: Address(key).raw.bytes, value: tables.workers[key]?.bcs ?? [])
                default: TableEntry(key: SealKey(Address(key).raw).bcs, value: tables.seals[key]?.bcs ?? [])
                }
            }
            let next = shown.count < rest.count ? shown.last.map { PageToken.text("\($0)") } : nil
            return .answered(ask: number, .table(Page(items: items, next: next)), freshness)
        case .events(let question):
            guard node.listsEvents else { return .failed(ask: number, LedgerError(.unsupported, "")) }
            guard !node.forgets || question.from + 14 > node.height || question.after != nil else {
                return .failed(ask: number, LedgerError(.refused, ""))
            }
            let reached = node.language == .grpc ? node.height - min(node.height, node.indexLag) : node.height
            let shown = history.prefix(Int(reached) + 1).joined().filter {
                $0.checkpoint ?? 0 >= question.from && $0.type.package == question.package
            }
            var start = 0
            if case .text(let text)? = question.after { start = Int(text) ?? 0 }
            guard start <= shown.count else { return .failed(ask: number, LedgerError(.refused, "")) }
            let end = min(start + Int.random(in: 1..<6, using: &dice), shown.count)
            let page = EventPageQuestion.Events(
                events: Array(shown[start..<end]), next: end < shown.count ? .text("\(end)") : nil,
                reached: node.language == .grpc ? reached : nil)
            return .answered(ask: number, .events(page), freshness)
        }
    }
}
