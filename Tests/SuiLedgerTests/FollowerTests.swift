// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Glibc
import HTTPClient
import Kernel
import TestSupport
import Testing

@testable import SuiLedger

/// Against a gRPC server whose stack is not ours: Python's grpcio, where it is at hand.
@Suite(
    .enabled(
        if: GRPCNode.isPossible, "no Python with grpcio (GRPC_PYTHON): streams were NOT tested against another stack"),
    .timeLimit(.minutes(10)))
struct FollowerTests {
    // A node ends with its last use, which is before the last wait: each test holds its nodes to its end.

    private static let cluster = ClusterCreated(
        cluster: Address(1), creator: Address(2), stakes: Address(3), sealRegistry: Address(4), seals: Address(5),
        workerRegistry: Address(6), scheduler: Address(7), enclaveRegistry: Address(8), governance: Address(9),
        auditAnchor: Address(10))
    private static let package = Address(0xcd)
    private static let chain = "4btiuiMPvEENsttpZC7CZ53DruC3MAgfznDbASZ7DR6S"

    private static func account(_ amount: UInt64, _ sequence: UInt64) -> StakeAccount {
        StakeAccount(
            amount: amount, nodeAmount: 0, unbonding: 0, unbondEpoch: 0, status: 1, score: 100, slashedTotal: 0,
            sinceMilliseconds: 0, weightEpoch: 0, generation: 0, nodeID: nil, sequence: sequence, ext: [])
    }

    private static func stake(_ number: UInt64, count: Int = 1, evidence: [UInt8] = []) -> String {
        let event = StakeChanged(
            cluster: cluster.cluster, number: number, owner: Address(20), account: account(number * 10, number),
            cause: 1, evidence: evidence)
        return "event \(package)::staking::StakeChanged \(Hex.encode(event.bcs)) \(count)"
    }

    /// What was told, and a way to wait for it.
    private final class Listener: Sendable {
        struct Told: Sendable {
            var numbers: [UInt64] = []
            var isComplete = false
        }

        let told = Monitor(Told())

        func take(_ news: FollowNews) {
            told.withLock { told in
                switch news {
                case .events(let events):
                    for case .stakeChanged(let event)? in events.map(\.content) { told.numbers.append(event.number) }
                case .completeness(let isComplete): told.isComplete = isComplete
                case .tablesListed: break
                }
            }
            told.notifyAll()
        }

        private static var deadline: Monotonic { Monotonic.now.advanced(by: .seconds(60)) }

        func waitUntilComplete() {
            let isComplete = told.wait(until: Self.deadline) { $0.isComplete ? true : nil }
            #expect(isComplete == true)
        }

        func wait(for count: Int) -> [UInt64]? {
            told.wait(until: Self.deadline) { $0.numbers.count >= count ? $0.numbers : nil }
        }
    }

    private static func follower(
        _ nodes: [GRPCNode], _ listener: Listener, path: String? = nil, chain: String = chain
    ) throws -> LedgerFollower {
        let clients = try nodes.map { NodeClient(NodeEndpoint(.grpc, $0.url), client: try Client($0.settings)) }
        var settings = FollowSettings(package: package, cluster: cluster)
        settings.positionPath = path
        settings.pollInterval = .milliseconds(20)
        settings.backoff.longest = .milliseconds(100)
        settings.saveInterval = .zero
        let pinned: NodePool.Chain = try #require(NodePool.Chain(digest: chain))
        let pool = NodePool(clients, chain: pinned)
        return try LedgerFollower(pool, settings) { listener.take($0) }
    }

    private static let kinds: [(String, FollowSource)] = [
        ("serve SubscribeEvents SubscribeCheckpoints ListEvents ListDynamicFields", .events),
        ("serve SubscribeCheckpoints ListEvents ListDynamicFields", .checkpoints),
        ("serve ListEvents ListDynamicFields", .polling),
        ("serve SubscribeCheckpoints ListDynamicFields", .checkpoints),
    ]

    @Test(arguments: [false, true], 0..<4) func `tables are listed and events followed, however the node serves them`(
        _ isSecure: Bool, _ kind: Int
    ) throws {
        let (line, source) = Self.kinds[kind]
        let node = try GRPCNode(isSecure: isSecure)
        defer { withExtendedLifetime(node) {} }
        try node.say(line)
        try node.say("entry \(Address(3)) \(Address(21).raw.hex) \(Hex.encode(Self.account(7, 1).bcs))")
        let listener = Listener()
        let follower = try Self.follower([node], listener)
        listener.waitUntilComplete()
        #expect(follower.tables.account(Address(21))?.amount == 7)
        for number: UInt64 in 2..<40 { try node.say(Self.stake(number)) }
        #expect(listener.wait(for: 38) == Array(2..<40))
        // The tables were changed before anybody was told.
        #expect(follower.tables.account(Address(20))?.amount == 390)
        let health = follower.health
        #expect(health.source == source)
        #expect(health.node == 0)
        #expect(health.isLive)
        #expect(health.isComplete)
        #expect(!health.hasHole)
        #expect(health.counts.events == 38 && health.counts.listings == (kind == 3 ? 2 : 1))
        follower.stop()
        #expect(listener.told.withLock { $0.numbers.count } == 38)
    }

    /// What is asked for is 10 ms; the machine of a test may be anybody's, so it is the usual one of many that counts.
    @Test func `an event is in the tables soon after it has come, and in the mark after that`() throws {
        let node = try GRPCNode(isSecure: false)
        defer { withExtendedLifetime(node) {} }
        try node.say(Self.kinds[0].0)
        let listener = Listener()
        let follower = try Self.follower([node], listener)
        listener.waitUntilComplete()
        let stream = try #require(follower.engine.course.withLock { $0.stream })
        let start = try #require(follower.mark.checkpoint)
        var times: [UInt64] = []
        for number: UInt64 in 1...101 {
            let change = StakeChanged(
                cluster: Self.cluster.cluster, number: number, owner: Address(20), account: Self.account(1, number),
                cause: 1, evidence: [])
            let event = EmittedEvent(
                identity: .init(transaction: Digest(Address(UInt8(number)).raw), index: 0), checkpoint: start + number,
                type: StructTag(Self.package, "staking", "StakeChanged"), contents: change.bcs)
            let begin = Monotonic.now
            follower.engine.post(.part(stream: stream, StreamPart(events: [event], checkpoint: start + number)))
            while follower.tables.account(Address(20))?.sequence != number { Pause.take(.milliseconds(1)) }
            times.append(Monotonic.now.since(begin).wholeNanoseconds)
            while follower.mark.checkpoint != start + number { Pause.take(.milliseconds(1)) }
        }
        times.sort()
        #expect(times[50] < 10_000_000, "\(times[50]) ns")
        follower.stop()
    }

    @Test(arguments: 0..<3) func `a stream that breaks off is taken up again, and nothing is lost or doubled`(
        _ kind: Int
    ) throws {
        let node = try GRPCNode(isSecure: false)
        defer { withExtendedLifetime(node) {} }
        try node.say(Self.kinds[kind].0)
        let listener = Listener()
        let follower = try Self.follower([node], listener)
        listener.waitUntilComplete()
        for number: UInt64 in 1..<100 {
            if number % 10 == 0 { try node.say("drop") }
            try node.say(Self.stake(number))
        }
        #expect(listener.wait(for: 99) == Array(1..<100))
        #expect(!follower.mark.hasHole && follower.tables.account(Address(20))?.amount == 990)
    }

    @Test func `a follower goes on where it was stopped`() throws {
        var template = Array("/tmp/follower-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer {
            unlink(folder + "/position")
            rmdir(folder)
        }
        let node = try GRPCNode(isSecure: false)
        defer { withExtendedLifetime(node) {} }
        let listener = Listener()
        for round: UInt64 in 0..<3 {
            let follower = try Self.follower([node], listener, path: folder + "/position")
            if round == 0 { listener.waitUntilComplete() }
            for number in (round * 10 + 1)..<(round * 10 + 6) { try node.say(Self.stake(number)) }
            _ = listener.wait(for: Int(round) * 10 + 5)
            follower.stop()
            // What happens while nobody follows is told to the next.
            for number in (round * 10 + 6)..<(round * 10 + 11) { try node.say(Self.stake(number)) }
        }
        let follower = try Self.follower([node], listener, path: folder + "/position")
        #expect(listener.wait(for: 30) == Array(1..<31))
        follower.stop()
    }

    @Test func `a consumer that is slow holds the node up, and misses nothing`() throws {
        let node = try GRPCNode(isSecure: false)
        defer { withExtendedLifetime(node) {} }
        let client = NodeClient(NodeEndpoint(.grpc, node.url), client: try Client(node.settings))
        let gate = Monitor((isOpen: false, isLive: false, count: 0))
        let settings = FollowSettings(package: Self.package, cluster: Self.cluster)
        let follower = try LedgerFollower(NodePool([client], chain: nil), settings) { news in
            if case .completeness(true) = news { gate.withLock { $0.isLive = true } }
            guard case .events(let events) = news else { return gate.notifyAll() }
            gate.withLock { $0.count += events.count }
            gate.notifyAll()
            _ = gate.wait(for: { $0.isOpen ? true : nil })
        }
        let deadline = Monotonic.now.advanced(by: .seconds(90))
        _ = gate.wait(until: deadline) { $0.isLive ? true : nil }
        // The first is being told while all the others arrive: twice as many bytes as may wait.
        let count = 1024
        try node.say(Self.stake(1, count: count, evidence: Array(repeating: 7, count: 8 * 1024)))
        _ = gate.wait(until: deadline) { $0.count > 0 ? true : nil }
        while !follower.isStreamHeld { Pause.take(.milliseconds(1)) }
        gate.withLock { $0.isOpen = true }
        gate.notifyAll()
        let all = gate.wait(until: deadline) { $0.count >= count ? $0.count : nil }
        #expect(all == count)
        #expect(follower.health.counts.pauses > 0 && follower.health.counts.duplicates == 0)
        follower.stop()
    }

    @Test func `a node of another chain is not believed, and the next is asked`() throws {
        let node = try GRPCNode(isSecure: false)
        defer { withExtendedLifetime(node) {} }
        let listener = Listener()
        let other = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi"
        let refused = try Self.follower([node], listener, chain: other)
        while refused.health.counts.failures[.wrongChain] == nil { Pause.take(.milliseconds(1)) }
        #expect(!refused.health.isComplete && refused.health.checkpoint == nil)
        refused.stop()
        #expect(listener.told.withLock { $0.numbers.isEmpty && !$0.isComplete })
    }

    @Test func `a node that ends is followed by another`() throws {
        let nodes = [try GRPCNode(isSecure: false), try GRPCNode(isSecure: false)]
        defer { withExtendedLifetime(nodes) {} }
        let listener = Listener()
        let follower = try Self.follower(nodes, listener)
        listener.waitUntilComplete()
        for node in nodes { for number: UInt64 in 1..<10 { try node.say(Self.stake(number)) } }
        _ = listener.wait(for: 9)
        let first = try #require(follower.health.node)
        nodes[first].end()
        for number: UInt64 in 10..<20 { try nodes[1 - first].say(Self.stake(number)) }
        #expect(listener.wait(for: 19) == Array(1..<20))
        #expect(follower.health.node == 1 - first)
    }
}
