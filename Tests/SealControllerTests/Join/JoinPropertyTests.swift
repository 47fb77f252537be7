// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import TestSupport
import Testing
import WorkerProtocol

@testable import SealController

/// Joins that stop anywhere, several times, between machines that are set up anew and owners who are slashed and come back.
@Suite(.timeLimit(.minutes(10))) struct JoinPropertyTests {
    /// Numbers that are the same each time.
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        // SplitMix64.
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    @Test(arguments: 1...16) func `whatever happened before, a join ends as one that nothing had happened before`(
        _ seed: UInt64
    ) throws {
        var dice = Dice(state: seed)
        let world = try JoinWorld()
        let machines = [world.password, try NodePassword.random()]
        /// Whose password each active name was given out to.
        var holders: [String: Int] = [:]
        for _ in 0..<Int.random(in: 2...5, using: &dice) {
            switch Int.random(in: 0..<6, using: &dice) {
            case 0: world.chain.loseAnswer()
            case 1: world.chain.fail(.chainUnavailable)
            case 2: world.chain[world.owner]?.worker?.status = 1
            default:
                let fault: FakeJoinCluster.Fault = Bool.random(using: &dice) ? .lost : .unheard
                world.objects.fail([Int.random(in: 0..<5, using: &dice): fault])
            }
            let machine = Int.random(in: 0..<2, using: &dice)
            switch try world.join(password: machines[machine]) {
            case .success(let material): holders[material.nodeName] = machine
            case .failure(let refusal):
                #expect([.clusterUnavailable, .chainUnavailable, .passwordMismatch].contains(refusal), "\(refusal)")
            }
            world.objects.fail([:])
            world.chain.fail(nil)
        }
        // The owner registers anew, so that any machine may come.
        world.chain[world.owner]?.worker?.status = 1
        let material = try world.join(password: machines[0]).get()
        let names = world.chain.activated
        #expect(names.last == material.nodeName && Set(names).count == names.count, "no name is given out twice")
        let numbers = names.compactMap { WorkerNodeName.number($0, of: world.owner) }
        #expect(numbers == numbers.sorted() && numbers.count == names.count)
        #expect(world.objects.tokens == ["secrets/bootstrap-token-\(material.token.id)"])
        holders[material.nodeName] = 0
        // Whoever was let in under a name is known by its password for good.
        for (name, machine) in holders {
            let hash = try #require(
                world.objects.datum("\(name).node-password.k3s", "hash").flatMap { NodePasswordHash($0) })
            let password = machines[machine]
            #expect(try hash.matches(password), "\(name)")
        }
    }
}
