// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealController

/// Workers that are activated together, by threads that wait.
@Suite(.timeLimit(.minutes(10))) struct GatheringActivatorTests {
    private typealias Outcome = Result<Activation, JoinRefusal>

    private static func owner(_ number: Int) -> Address { Address(UInt8(number + 1)) }

    private static func name(_ number: Int) -> String { "n-\(number)" }

    private static func activator(_ registry: FakeRegistry, leads: Bool = true) -> GatheringActivator {
        GatheringActivator(registry, isLeader: { leads }, mayActivate: { leads })
    }

    private static func outcome(_ activator: GatheringActivator, _ number: Int) -> Outcome {
        Result { () throws(JoinRefusal) in try activator.activate(owner(number), name: name(number)) }
    }

    /// Activates these side by side: the first alone, then all others while it is under way.
    private static func activate(
        _ numbers: [Int], _ activator: GatheringActivator, _ registry: FakeRegistry
    ) throws -> [Int: Outcome] {
        let outcomes = Locked<[Int: Outcome]>([:])
        let deadline = Monotonic.now.advanced(by: .seconds(300))
        registry.hold(true)
        let before = registry.state.withLock { $0.asked.count }
        var threads: [SharedThread] = []
        for (place, number) in numbers.enumerated() {
            threads.append(
                try SharedThread(name: "activates") {
                    let outcome = outcome(activator, number)
                    outcomes.withLock { $0[number] = outcome }
                })
            guard place == 0 else { continue }
            let isUnderWay: Bool? = registry.state.wait(until: deadline) { $0.asked.count > before ? true : nil }
            #expect(isUnderWay == true)
        }
        while activator.waiting < numbers.count - 1, Monotonic.now < deadline { Pause.take(.milliseconds(1)) }
        registry.hold(false)
        for thread in threads { thread.join() }
        return outcomes.withLock { $0 }
    }

    @Test func `what waits while a transaction is under way is the next one`() throws {
        let registry = FakeRegistry()
        for number in 0..<100 { registry.state.withLock { $0.workers[Self.owner(number)] = .pending(isStaked: true) } }
        let activator = Self.activator(registry)
        let outcomes = try Self.activate(Array(0..<100), activator, registry)
        #expect(outcomes.count == 100 && outcomes.values.allSatisfy { $0 == .success(.done) })
        let (asked, done) = registry.state.withLock { ($0.asked, $0.done) }
        #expect(asked.map(\.count) == [1, ActivationQueue.maximumWorkers, 35])
        #expect(done.count == 100 && activator.waiting == 0)
        for number in 0..<100 {
            let standing = registry.state.withLock { $0.workers[Self.owner(number)] }
            #expect(standing == .active(Self.name(number)))
        }
    }

    @Test func `each that is refused hears why, and keeps nobody else out`() throws {
        let registry = FakeRegistry()
        registry.state.withLock { state in
            for number in 0..<20 { state.workers[Self.owner(number)] = .pending(isStaked: number != 5) }
            state.workers[Self.owner(7)] = nil
            state.workers[Self.owner(11)] = .active("n-before")
            state.names.insert(Self.name(13))
        }
        let outcomes = try Self.activate(Array(0..<20), Self.activator(registry), registry)
        let others: [Int: Outcome] = [
            5: .failure(.stakeTooLow), 7: .failure(.notRegistered), 11: .success(.superseded),
            13: .success(.nameTaken),
        ]
        for number in 0..<20 { #expect(outcomes[number] == others[number] ?? .success(.done)) }
        #expect(registry.state.withLock { $0.done.count } == 16)
    }

    @Test(arguments: FakeRegistry.Fault.allCases) func `what nobody says is heard by all, and sent by nobody again`(
        _ fault: FakeRegistry.Fault
    ) throws {
        let registry = FakeRegistry()
        registry.state.withLock { state in
            for number in 0..<6 { state.workers[Self.owner(number)] = .pending(isStaked: true) }
            state.faults = [nil, fault]
        }
        let outcomes = try Self.activate(Array(0..<6), Self.activator(registry), registry)
        #expect(outcomes[0] == .success(.done))
        for number in 1..<6 { #expect(outcomes[number] == .failure(.chainUnavailable)) }
        let (asked, done) = registry.state.withLock { ($0.asked, $0.done) }
        #expect(asked.map(\.count) == [1, 5] && done.count == (fault == .lost ? 6 : 1))
    }

    @Test func `who does not lead sends nothing`() {
        let registry = FakeRegistry()
        registry.state.withLock { $0.workers[Self.owner(0)] = .pending(isStaked: true) }
        let activator = Self.activator(registry, leads: false)
        #expect(!activator.mayActivate)
        #expect(Self.outcome(activator, 0) == .failure(.notLeader))
        #expect(registry.state.withLock { $0.asked.isEmpty })
    }

    @Test(arguments: 1...24) func `whatever fails, and whoever begins anew, each is activated once`(
        _ seed: UInt64
    ) throws {
        var dice = JoinPropertyTests.Dice(state: seed)
        let registry = FakeRegistry()
        let count = Int.random(in: 2...40, using: &dice)
        var bad: Set<Int> = []
        registry.state.withLock { state in
            for number in 0..<count {
                let isBad = Int.random(in: 0..<8, using: &dice) == 0
                state.workers[Self.owner(number)] = .pending(isStaked: !isBad)
                if isBad { bad.insert(number) }
            }
        }
        var left = Array(0..<count)
        for round in 0... {
            // A controller that ends forgets all that waited; the one after it looks at the chain.
            let activator = Self.activator(registry)
            var faults: [FakeRegistry.Fault?] = []
            for _ in 0..<(round < 6 ? 4 : 0) {
                faults.append(
                    Bool.random(using: &dice) ? FakeRegistry.Fault.allCases.randomElement(using: &dice) : nil)
            }
            registry.state.withLock { [faults] in $0.faults = faults }
            for (number, outcome) in try Self.activate(left, activator, registry) {
                switch outcome {
                case .success(let activation): #expect(activation == .done && !bad.contains(number))
                case .failure(.stakeTooLow): #expect(bad.contains(number))
                case .failure(let refusal): #expect(refusal == .chainUnavailable)
                }
            }
            left = left.filter { number in
                registry.state.withLock { $0.workers[Self.owner(number)] } == .pending(isStaked: true)
            }
            if left.isEmpty { break }
            #expect(round <= 6, "without faults all are activated")
            guard round <= 6 else { break }
        }
        let done = registry.state.withLock { $0.done }
        #expect(done.count == count - bad.count && Set(done.map(\.owner)).count == done.count)
    }
}
