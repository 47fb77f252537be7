// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import Testing

@testable import SuiLedger

@Suite struct FollowMarkTests {
    private static let now = Monotonic(nanoseconds: 1_000_000_000_000)

    /// A follower of one node, which answers whatever it is asked as of one checkpoint.
    private struct Following {
        var course: FollowCourse
        var now = FollowMarkTests.now
        var stream = 0
        /// What the node lists.
        var events: [EmittedEvent] = []
        var reached: UInt64 = 10
        /// Whether it has lost what is older than where it is.
        var forgets = false
        /// The marks that were shown while something was asked for.
        var marks: [FollowMark] = []
        private var dice = MirrorTests.Dice(state: 1)

        init(position: UInt64 = 10) {
            let settings = FollowSettings(package: FollowWorld.package, cluster: FollowWorld.cluster)
            course = FollowCourse(settings, languages: [.grpc], position: FollowPosition(checkpoint: position))
        }

        var tables: ClusterTables { course.mirror.tables }
        var mark: FollowMark { course.board.withLock { $0 } }

        mutating func take(_ input: FollowCourse.Input) {
            var inputs = [input]
            while !inputs.isEmpty {
                let actions = course.take(inputs.removeFirst(), at: now, using: &dice)
                marks.append(mark)
                for action in actions {
                    switch action {
                    case .open(let number, _, _):
                        stream = number
                        inputs.append(.part(stream: number, StreamPart(checkpoint: reached)))
                    case .ask(let number, _, let ask): inputs.append(answer(number, ask))
                    case .tell, .close: break
                    }
                }
            }
        }

        private func answer(_ number: Int, _ ask: FollowCourse.Ask) -> FollowCourse.Input {
            let freshness = Freshness(chain: "c", epoch: 1, checkpoint: reached, timestamp: reached * 100)
            switch ask {
            case .freshness: return .answered(ask: number, .freshness, freshness)
            case .entry: return .answered(ask: number, .entry(nil), freshness)
            case .table: return .answered(ask: number, .table(Page(items: [], next: nil)), freshness)
            case .events(let question):
                guard !forgets || question.from >= reached else {
                    return .failed(ask: number, LedgerError(.refused, ""))
                }
                let shown = events.filter { $0.checkpoint ?? 0 >= question.from }
                let page = EventPageQuestion.Events(events: shown, next: nil, reached: reached)
                return .answered(ask: number, .events(page), freshness)
            }
        }
    }

    private static func event(_ number: UInt64, _ checkpoint: UInt64) -> EmittedEvent {
        let account = StakeAccount(
            amount: 7, nodeAmount: 0, unbonding: 0, unbondEpoch: 0, status: 1, score: 100, slashedTotal: 0,
            sinceMilliseconds: 0, weightEpoch: 0, generation: 0, nodeID: nil, sequence: number, ext: [])
        let change = StakeChanged(
            cluster: FollowWorld.cluster.cluster, number: number, owner: Address(UInt8(20 + number % 2)),
            account: account, cause: 1, evidence: [])
        let digest = Digest((Address("0x\(String(number, radix: 16))") ?? Address(0)).raw)
        return EmittedEvent(
            identity: .init(transaction: digest, index: 0), checkpoint: checkpoint,
            type: StructTag(FollowWorld.package, "staking", "StakeChanged"), contents: change.bcs)
    }

    private static func live() -> Following {
        var following = Following()
        following.take(.tick)
        return following
    }

    @Test func `a mark says what health says, and what stakes are needed`() {
        var following = Self.live()
        following.take(
            .part(stream: following.stream, StreamPart(checkpoint: 12, timestamp: 1200, epoch: 5)))
        #expect(
            following.mark
                == FollowMark(
                    checkpoint: 12, rose: Self.now, timestamp: 1200, epoch: 5, isComplete: true, isLive: true))
        let thresholds = TierThresholds(viewer: 1, developer: 2, admin: 3, superuser: 4)
        let params = ClusterParams(
            thresholds: thresholds, workerMinimum: 5, unbondingEpochs: 1, votingMilliseconds: 1, appealMilliseconds: 1,
            proposalBond: 1, slashFraction: 1, slasherEpochLimit: 1, sealEpochs: 1)
        let change = ParamsChanged(cluster: FollowWorld.cluster.cluster, number: 1, params: params)
        let event = EmittedEvent(
            identity: .init(transaction: Digest(Address(1).raw), index: 0), checkpoint: 13,
            type: StructTag(FollowWorld.package, "staking", "ParamsChanged"), contents: change.bcs)
        following.take(.part(stream: following.stream, StreamPart(events: [event], checkpoint: 13)))
        #expect(following.mark.thresholds == thresholds && following.mark.checkpoint == 13)
        // This node has no registry to show: nothing is said of machines.
        #expect(following.mark.workerMinimum == 5 && following.mark.isComplete && !following.mark.hasWorkers)
    }

    /// The reader looks at the mark and then at the tables, as it must, while events are taken in on another thread.
    @Test func `what a mark says was reached is in the tables`() throws {
        var following = Self.live()
        let (board, tables) = (following.course.board, following.tables)
        let faults = Locked(0)
        let reader = try SharedThread(name: "reader") {
            while true {
                let mark = board.withLock { $0 }
                guard let checkpoint = mark.checkpoint, checkpoint > 10 else { continue }
                let owners = [checkpoint % 2, (checkpoint + 1) % 2].map { Address(UInt8(20 + $0)) }
                let numbers = owners.map { tables.account($0)?.sequence ?? 0 }
                // Each checkpoint has an event, by turns of one owner and the other.
                if numbers[0] < checkpoint || checkpoint > 11 && numbers[1] < checkpoint - 1 {
                    faults.withLock { $0 += 1 }
                }
                if checkpoint == 3000 { return }
            }
        }
        for number: UInt64 in 11...3000 {
            following.take(
                .part(
                    stream: following.stream, StreamPart(events: [Self.event(number, number)], checkpoint: number)))
        }
        reader.join()
        #expect(faults.withLock { $0 } == 0)
    }

    @Test func `a hole is in the mark with the first thing behind it, and nothing is reached meanwhile`() {
        var following = Self.live()
        following.take(.part(stream: following.stream, StreamPart(events: [Self.event(1, 11)], checkpoint: 11)))
        #expect(following.mark.checkpoint == 11 && following.mark.isComplete && !following.mark.hasHole)
        // The node lists the missing one only later.
        following.marks = []
        following.events = [Self.event(1, 11), Self.event(3, 12)]
        following.reached = 11
        following.take(.part(stream: following.stream, StreamPart(events: [Self.event(3, 12)], checkpoint: 12)))
        #expect(following.tables.account(Address(21))?.sequence == 3)
        #expect(following.marks.count > 1)
        #expect(following.marks.allSatisfy { $0.hasHole && !$0.isComplete && $0.checkpoint == 11 })
        following.events = [Self.event(1, 11), Self.event(2, 12), Self.event(3, 12)]
        following.reached = 12
        // It is asked again after a while.
        following.course.alarm = Self.now
        following.take(.tick)
        #expect(!following.mark.hasHole && following.mark.isComplete && following.mark.checkpoint == 12)
        #expect(following.tables.account(Address(20))?.sequence == 2)
    }

    @Test func `while events were passed over and the tables are not listed anew, there is a hole`() {
        var following = Following()
        following.forgets = true
        following.reached = 50
        following.take(.tick)
        #expect(following.course.health.counts.skips == 1 && following.course.health.counts.listings == 2)
        // From when the node refused until the tables were listed, the mark said so.
        let holes = following.marks.map(\.hasHole)
        #expect(holes.contains(true) && holes.last == false)
        #expect(following.marks.allSatisfy { !$0.hasHole || !$0.isComplete })
        #expect(following.mark.isComplete && following.mark.checkpoint == 50)
    }

    /// A position that nobody has reached was somebody's lie: what came with it is not kept, whatever its number.
    @Test func `where a lie is found out, nothing is known and nothing is left`() {
        var following = Following(position: 1 << 40)
        following.take(.tick)
        following.tables.insert(
            Seal(
                sealID: Address(1), owner: Address(2), kind: 1, generation: 0, bind: Address(3).raw, permissions: [],
                namespaces: [], issuedMilliseconds: 0, expiresEpoch: 9, revoked: false, sequence: .max, ext: []),
            under: SealKey(Address(4).raw))
        #expect(following.course.areTablesListed && following.tables.counts == (0, 1))
        following.now = following.now.advanced(by: following.course.settings.patience)
        following.take(.tick)
        #expect(following.course.health.counts.skips == 1)
        #expect(following.mark == FollowMark(epoch: 1))
        #expect(following.tables.counts == (0, 0) && following.tables.seal(id: Address(1)) == nil)
    }
}
