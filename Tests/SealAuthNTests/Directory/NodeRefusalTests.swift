// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealAuthN

/// Which machines may join: those that are registered under exactly their name, with the stake behind it, by a copy that can be believed.
@Suite struct NodeRefusalTests {
    private let world: DirectoryWorld

    init() throws {
        world = try DirectoryWorld()
        world.mark { ($0.hasWorkers, $0.workerMinimum) = (true, Sample.sui) }
        register()
        world.copy(Sample.account(0, node: Sample.sui))
    }

    private func register(_ name: String = "n-1", status: UInt8 = 2, sequence: UInt64 = 3) {
        let worker = WorkerEntry(
            worker: Address(0x44), nodeID: "mine", nodeName: name, status: status, joinKey: [], reason: "",
            registeredMilliseconds: 1, sequence: sequence, ext: [])
        world.tables.insert(worker, of: world.owner)
    }

    private func refusal(_ name: String = "n-1") -> NodeRefusal? {
        world.directory.refusal(ofNode: name, at: world.now)
    }

    @Test func `a machine that is registered joins, and nobody is asked`() {
        #expect(refusal() == nil)
        #expect(world.source.asks.isEmpty)
    }

    @Test(arguments: ["n-2", "N-1", "n-1.", "n", "", "mine"])
    func `another name is another machine`(_ name: String) { #expect(refusal(name) == .unregistered) }

    // In Move: worker_registry has PENDING 1, ACTIVE 2, SUSPENDED 3, SLASHED 4, RETIRED 5.
    @Test(
        arguments: [
            (0, .inactive), (1, .inactive), (2, nil), (3, .inactive), (4, .slashed), (5, .inactive), (6, .inactive),
        ]
            as [(UInt8, NodeRefusal?)])
    func `only an active registration counts`(_ status: UInt8, _ expected: NodeRefusal?) {
        register(status: status, sequence: 4)
        #expect(refusal() == expected)
    }

    static let stakes: [(StakeAccount, NodeRefusal?)] = [
        (Sample.account(0, node: Sample.sui - 1, sequence: 8), .unstaked),
        (Sample.account(0, node: Sample.sui, sequence: 8), nil),
        // What is staked for a tier is not staked for a node.
        (Sample.account(10 * Sample.sui, sequence: 8), .unstaked),
        (Sample.account(0, node: 5 * Sample.sui, status: 2, sequence: 8), .unstaked),
        (Sample.account(0, node: 5 * Sample.sui, status: 3, sequence: 8), .slashed),
    ]

    @Test(arguments: stakes)
    func `only stake for a node counts, and only while it holds`(_ account: StakeAccount, _ expected: NodeRefusal?) {
        world.tables.insert(account, of: world.owner)
        #expect(refusal() == expected)
    }

    @Test func `who has no account has no stake`() throws {
        let other = Address(0x77)
        let worker = WorkerEntry(
            worker: other, nodeID: "x", nodeName: "n-9", status: 2, joinKey: [], reason: "", registeredMilliseconds: 1,
            sequence: 9, ext: [])
        world.tables.insert(worker, of: other)
        #expect(refusal("n-9") == .unstaked)
    }

    @Test func `a slashing that only a look-up has told of counts`() throws {
        world.pass(.seconds(11))
        world.put(account: Sample.account(0, node: 5 * Sample.sui, status: 3, sequence: 8))
        let later = world.now.monotonic.advanced(by: .seconds(1))
        if case .open(let question) = world.directory.standing(of: world.owner.raw, at: world.now) {
            question.ask(until: later) { _ in }
        }
        #expect(refusal() == .slashed)
    }

    static let marks: [@Sendable (inout FollowMark) -> Void] = [
        { $0.hasWorkers = false }, { $0.workerMinimum = nil }, { $0 = FollowMark() }, { $0.rose = nil },
        { $0.timestamp = nil },
    ]

    @Test(arguments: marks.indices) func `a copy that is not whole registers nobody`(_ index: Int) {
        world.mark(Self.marks[index])
        #expect(refusal() == .ledgerUnavailable)
    }

    // As long as a viewer is believed: a machine has no more than that, before anything runs on it.
    @Test func `a copy that is too old registers nobody`() {
        world.pass(.seconds(900))
        #expect(refusal() == nil)
        world.pass(.nanoseconds(1))
        #expect(refusal() == .ledgerUnavailable)
    }

    @Test func `a copy without grace is believed as long as it is fresh`() throws {
        let world = try DirectoryWorld { $0.staleness.grace[.viewer] = .zero }
        world.mark { ($0.hasWorkers, $0.workerMinimum) = (true, Sample.sui) }
        #expect(world.directory.refusal(ofNode: "n-1", at: world.now) == .unregistered)
        world.pass(.seconds(10))
        #expect(world.directory.refusal(ofNode: "n-1", at: world.now) == .unregistered)
        world.pass(.nanoseconds(1))
        #expect(world.directory.refusal(ofNode: "n-1", at: world.now) == .ledgerUnavailable)
    }
}
