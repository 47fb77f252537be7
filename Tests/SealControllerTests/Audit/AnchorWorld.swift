// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Bytes
import Crypto
import Kernel

@testable import SealController

/// A cluster whose controllers anchor, crash and succeed one another, with a chain and a ConfigMap that remember everything.
final class AnchorWorld: Sendable {
    struct State {
        var dice: AnchorDice
        /// Of a hundred calls, how many end the controller.
        var crashes = 0
        var memory: (AnchorMemory, Int)?
        var versions = 0
        var landed: [AnchoredRoot] = []
        /// Transactions of which nobody knows whether they will be carried out.
        var underWay: [AnchoredRoot] = []
        /// All entries up to a root, by the root.
        var histories: [Bytes32: [String]] = [:]
        /// Each entry by its hash.
        var entries: [Bytes32: String] = [:]
        /// What was ever on a disk.
        var lines: Set<String> = []
        /// Where each controller's folder stands, and what it has passed through.
        var folders: [Int: [TrailPosition]] = [:]
        var forks = 0
        var sizes: [String: UInt64] = ["controller@a": 1, "webhook-server@a": 1, "webhook-server@b": 1]
        var leader = 0
        var calls = 0
        /// Whether nobody hears what becomes of a transaction.
        var holds = false
        /// What the controllers were told: the root behind which they may begin anew.
        var restartsAfter: UInt64?
    }

    let state: Locked<State>

    init(seed: UInt64, crashes: Int = 0) {
        var state = State(dice: AnchorDice(seed: seed))
        state.crashes = crashes
        let empty = try? TrailPosition().head()
        if let empty { state.histories[empty.root] = [] }
        self.state = Locked(state)
    }

    /// A log of so many entries; its root is made up.
    static func head(_ log: String, _ size: UInt64) -> LogHead {
        let bytes = (0..<32).map { UInt8(truncatingIfNeeded: size &* 31 &+ $0 &+ UInt64(log.utf8.count)) }
        return LogHead(log: log, head: TreeHead(size: size, root: Bytes32(bytes.span) ?? Bytes32()))
    }

    var heads: [LogHead] {
        state.withLock { $0.sizes.map { Self.head($0.key, $0.value) }.sorted { $0.log < $1.log } }
    }

    /// A process that has just begun; what it was before is dead.
    func controller(_ number: Int) -> AnchorRound {
        let life = AnchorLife(self, number)
        var round = AnchorRound(store: life, chain: life, log: life, source: life) { [self] in
            state.withLock { $0.leader == number } && !life.isDead
        }
        round.restartsAfter = state.withLock { $0.restartsAfter }
        return round
    }

    /// What stands for an entry that was lost.
    static let lost = "lost"

    /// The ConfigMap and every folder are gone.
    func loseAnchorings() { state.withLock { ($0.memory, $0.folders) = (nil, [:]) } }

    /// An operator says that a new log may be begun behind the last root.
    func allowRestart() {
        state.withLock { state in
            guard let last = state.landed.last, let start = try? TrailPosition.restart(after: last.head),
                let head = try? start.head()
            else { return }
            state.restartsAfter = last.sequence
            state.histories[head.root] = Array(repeating: Self.lost, count: Int(last.head.size))
        }
    }

    /// The chain has decided about what was under way; of the same number it takes the first.
    func land() {
        state.withLock { state in
            for root in state.underWay.shuffled(using: &state.dice) { Self.land(root, &state) }
            state.underWay = []
        }
    }

    static func land(_ root: AnchoredRoot, _ state: inout State) {
        guard root.sequence > state.landed.last?.sequence ?? 0, root.head.size >= state.landed.last?.head.size ?? 0
        else {
            return
        }
        state.landed.append(root)
    }

    /// The entries under the last root.
    var history: [String] {
        state.withLock { state in state.landed.last.flatMap { state.histories[$0.head.root] } ?? [] }
    }
}

/// One life of a controller: it ends at a call, before or after that was carried out, and nothing it says counts any more.
final class AnchorLife: AnchorStore, AnchorChain, AnchorLog, HeadSource {
    private let world: AnchorWorld
    private let number: Int
    private let dead = Locked(false)

    init(_ world: AnchorWorld, _ number: Int) {
        self.world = world
        self.number = number
    }

    var isDead: Bool { dead.withLock { $0 } }

    /// Does something to the world, unless this life ends before; nobody hears of it if it ends after.
    private func act<Value>(
        _ body: (inout AnchorWorld.State) -> Result<Value, AnchorFailure>
    ) throws(AnchorFailure) -> Value {
        guard !isDead else { throw AnchorFailure(.notLeader, "dead") }
        let (result, ends) = world.state.withLock { state -> (Result<Value, AnchorFailure>?, Bool) in
            state.calls += 1
            let throwOfDice = Int.random(in: 0..<200, using: &state.dice)
            if throwOfDice < state.crashes { return (nil, true) }
            return (body(&state), throwOfDice < 2 * state.crashes)
        }
        if ends { dead.withLock { $0 = true } }
        guard !ends, let result else { throw AnchorFailure(.notLeader, "dead") }
        return try result.get()
    }

    func read() throws(AnchorFailure) -> (memory: AnchorMemory, version: String?) {
        try act { state in
            // As text, as it is in the ConfigMap.
            guard let (memory, version) = state.memory else { return .success((AnchorMemory(), nil)) }
            guard let read = AnchorMemory(text: memory.text, proofs: memory.proofs) else {
                return .failure(AnchorFailure(.apiserver, "text"))
            }
            return .success((read, String(version)))
        }
    }

    func write(_ memory: AnchorMemory, over version: String?) throws(AnchorFailure) -> String {
        try act { state in
            guard version == state.memory.map({ String($0.1) }) else { return .failure(AnchorFailure(.conflict, "")) }
            state.versions += 1
            state.memory = (memory, state.versions)
            return .success(String(state.versions))
        }
    }

    func last() throws(AnchorFailure) -> AnchoredRoot? { try act { .success($0.landed.last) } }

    func anchor(_ head: TreeHead, sequence: UInt64) throws(AnchorFailure) {
        try act { state -> Result<Void, AnchorFailure> in
            let root = AnchoredRoot(sequence: sequence, head: head)
            if state.holds || state.crashes > 0 && Int.random(in: 0..<4, using: &state.dice) == 0 {
                state.underWay.append(root)
                return .failure(AnchorFailure(.unknown, "nobody knows"))
            }
            guard sequence > state.landed.last?.sequence ?? 0 else { return .failure(AnchorFailure(.superseded, "")) }
            AnchorWorld.land(root, &state)
            return .success(())
        }
    }

    func position() throws(AnchorFailure) -> TrailPosition {
        try act { .success($0.folders[self.number]?.last ?? TrailPosition()) }
    }

    func mark(at size: UInt64) throws(AnchorFailure) -> AnchorMark? {
        try act { state in
            let passed = state.folders[self.number] ?? [TrailPosition()]
            guard let end = passed.firstIndex(where: { $0.size == size }) else { return .success(nil) }
            let lines = Self.lines(of: self.number, state)[..<end]
            let first = lines.lastIndex { line in
                let bytes = Array(line.utf8)
                return AnchoredHeads(bytes.span)?.isWhole ?? false
            }
            guard let first else { return .success(AnchorMark(position: passed[end], heads: [])) }
            let proof = AnchorProof(start: passed[first], lines: Array(lines[first...]))
            return Result { () throws(AnchorFailure) in try proof.mark() }
        }
    }

    func lastHeads() throws(AnchorFailure) -> [LogHead] {
        try act { state in
            var heads: [LogHead] = []
            for line in Self.lines(of: self.number, state).reversed() {
                let bytes = Array(line.utf8)
                guard let said = AnchoredHeads(bytes.span) else { continue }
                heads = HeadJudgement.merge(heads, over: said.heads)
                if said.isWhole { break }
            }
            return .success(heads)
        }
    }

    func entry(_ index: UInt64) throws(AnchorFailure) -> [UInt8] {
        try act { state in
            guard let first = state.folders[self.number]?.first?.size, index >= first,
                case let lines = Self.lines(of: self.number, state), index - first < lines.count
            else { return .failure(AnchorFailure(.disk, "")) }
            return .success(Array(lines[Int(index - first)].utf8))
        }
    }

    func goOn(from base: TrailPosition) throws(AnchorFailure) -> TrailPosition {
        try act { state in
            let passed = state.folders[self.number] ?? [TrailPosition()]
            if passed.contains(base), let last = passed.last { return .success(last) }
            if let last = passed.last, last.size >= base.size { state.forks += 1 }
            state.folders[self.number] = [base]
            return .success(base)
        }
    }

    func append(_ entry: borrowing ByteBuffer) throws(AnchorFailure) -> TrailPosition {
        let text = String(decoding: entry.bytes, as: UTF8.self)
        return try act { state in
            let passed = state.folders[self.number] ?? [TrailPosition()]
            guard let last = passed.last, let next = Self.position(after: last, text),
                let before = try? last.head(), let head = try? next.head(), let history = state.histories[before.root]
            else { return .failure(AnchorFailure(.disk, "")) }
            state.histories[head.root] = history + [text]
            state.entries[next.last] = text
            state.lines.insert(text)
            state.folders[self.number] = passed + [next]
            // It took too long, and is there when somebody looks.
            if state.crashes > 0, Int.random(in: 0..<16, using: &state.dice) == 0 {
                return .failure(AnchorFailure(.disk, "late"))
            }
            return .success(next)
        }
    }

    /// An entry as it stands in a segment, without its line feed.
    private static func line(_ text: String, after last: TrailPosition) -> String {
        var line = ByteBuffer()
        let object = Array(text.utf8.dropLast())
        TrailLine.append(object.span, index: last.size, previous: last.last, to: &line)
        return String(decoding: line.bytes, as: UTF8.self)
    }

    /// The entries of a folder, as they stand there.
    private static func lines(of number: Int, _ state: AnchorWorld.State) -> [String] {
        let passed = state.folders[number] ?? []
        return zip(passed, passed.dropFirst()).compactMap { before, after in
            state.entries[after.last].map { line($0, after: before) }
        }
    }

    private static func position(after last: TrailPosition, _ text: String) -> TrailPosition? {
        guard var hasher = try? TreeHasher() else { return nil }
        let line = Array(line(text, after: last).utf8)
        var frontier = last.frontier
        guard let leaf = try? hasher.leaf(line.span), (try? frontier.append(leaf, &hasher)) != nil else { return nil }
        return TrailPosition(frontier: frontier, last: leaf)
    }

    func heads() -> (heads: [LogHead], refused: [HeadJudgement.Refused]) { (world.heads, []) }

    func believed(_ heads: [LogHead]) {}
}

/// SplitMix64.
struct AnchorDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
