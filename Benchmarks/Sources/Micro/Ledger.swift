// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel

@testable import SuiLedger

/// What following a chain costs: from a stream's bytes to the mirror.
struct LedgerBenchmark {
    static let package = Address(0xcd)
    static let eventsPerCheckpoint = 10
    private static let cluster = ClusterCreated(
        cluster: Address(1), creator: Address(2), stakes: Address(3), sealRegistry: Address(4), seals: Address(5),
        workerRegistry: Address(6), scheduler: Address(7), enclaveRegistry: Address(8), governance: Address(9),
        auditAnchor: Address(10))

    static let account = StakeAccount(
        amount: 5_000_000_000, nodeAmount: 0, unbonding: 0, unbondEpoch: 0, status: 1, score: 100, slashedTotal: 0,
        sinceMilliseconds: 1_795_212_180_500, weightEpoch: 9, generation: 0, nodeID: "node-1", sequence: 7, ext: [])

    private var course: FollowCourse
    private var dice = SystemRandomNumberGenerator()
    private let subscription: EventSubscription
    private let now = Monotonic.now
    private var stream = 0
    private var number: UInt64 = 0
    private var checkpoint: UInt64 = 10

    /// A follower that has just become live, on a stream of events or of checkpoints.
    init(_ source: FollowSource) {
        subscription = EventSubscription([Self.package], source)
        let settings = FollowSettings(package: Self.package, cluster: Self.cluster)
        course = FollowCourse(settings, languages: [.grpc], position: FollowPosition(checkpoint: 10))
        course.nodes[0].source = source
        let freshness = Freshness(chain: "c", epoch: 1, checkpoint: 10, timestamp: 5)
        var inputs: [FollowCourse.Input] = [.tick]
        while !inputs.isEmpty {
            for action in course.take(inputs.removeFirst(), at: now, using: &dice) {
                switch action {
                case .open(let number, _, _):
                    stream = number
                    inputs.append(.part(stream: number, StreamPart(checkpoint: 10)))
                case .ask(let number, _, .entry): inputs.append(.answered(ask: number, .entry(nil), freshness))
                case .ask(let number, _, .table):
                    inputs.append(.answered(ask: number, .table(Page(items: [], next: nil)), freshness))
                case .ask(let number, _, .events):
                    let page = EventPageQuestion.Events(events: [], next: nil, reached: 10)
                    inputs.append(.answered(ask: number, .events(page), freshness))
                case .ask, .tell, .close: break
                }
            }
        }
        precondition(course.health.isLive, "the follower follows nothing")
    }

    /// The frames that say `count` events, for ``follow(_:)``.
    mutating func frames(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<(count / Self.eventsPerCheckpoint) {
            checkpoint += 1
            let events = (0..<Self.eventsPerCheckpoint).map { _ in event() }
            for message in subscription.source == .events ? single(events) : [whole(events)] {
                bytes += GRPCFrame.wrap(message)
            }
        }
        return bytes
    }

    /// Takes a stream's bytes in as the follower's thread does; how many events were told.
    mutating func follow(_ bytes: [UInt8]) -> Int {
        var told = 0
        var reader = StreamReader(stream, subscription)
        for start in stride(from: 0, to: bytes.count, by: 16384) {
            let piece = Array(bytes[start..<min(start + 16384, bytes.count)])
            for input in reader.read(.bytes(piece), check: { _ in }) {
                for case .tell(.events(let events)) in course.take(input, at: now, using: &dice) {
                    told += events.count
                }
            }
        }
        return told
    }

    private struct Sample {
        let contents: [UInt8]
        let transaction: String
    }

    private mutating func event() -> Sample {
        number += 1
        let owner = Address("0x\(String(number % 10_000 + 1, radix: 16))") ?? Address(0)
        var account = Self.account
        account.sequence = number
        let change = StakeChanged(
            cluster: Self.cluster.cluster, number: number, owner: owner, account: account, cause: 1, evidence: [])
        let transaction = Digest((Address("0x\(String(number, radix: 16))") ?? Address(0)).raw)
        return Sample(contents: change.bcs, transaction: transaction.description)
    }

    private func single(_ events: [Sample]) -> [[UInt8]] {
        events.map { event in
            GRPCRequest(.subscribeEvents) { message in
                message.message(1) { body in
                    body.string(4, "\(Self.package)::staking::StakeChanged")
                    body.message(5) { $0.bytes(2, event.contents) }
                    body.number(7, checkpoint)
                    body.string(8, event.transaction)
                    body.number(10, 0)
                }
            }.message
        } + [
            GRPCRequest(.subscribeEvents) { message in message.message(2) { $0.number(2, checkpoint) } }.message
        ]
    }

    private func whole(_ events: [Sample]) -> [UInt8] {
        GRPCRequest(.subscribeCheckpoints) { message in
            message.number(1, checkpoint)
            message.message(2) { body in
                body.number(1, checkpoint)
                for event in events {
                    body.message(6) { transaction in
                        transaction.string(1, event.transaction)
                        transaction.message(5) { list in
                            list.message(3) { emitted in
                                emitted.string(4, "\(Self.package)::staking::StakeChanged")
                                emitted.message(5) { $0.bytes(2, event.contents) }
                            }
                        }
                    }
                }
            }
        }.message
    }
}
