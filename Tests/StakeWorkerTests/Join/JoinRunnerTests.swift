// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import Testing
import WorkerProtocol

@testable import StakeWorker

@Suite struct JoinRunnerTests {
    private static let configuration = """
        # Written by stake-worker, and written anew whenever it joins.
        server: "https://server.test:6443"
        token: "K10cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc::abcdef.0123456789abcdef"
        node-name: "n-abc-1"
        node-taint:
          - "k3s-daas.io/worker=:NoSchedule"

        """

    /// A run that ends for this reason.
    private static func fails(_ world: JoinWorld, _ code: WorkerFailure.Code) {
        var runner = world.runner()
        do throws(WorkerFailure) {
            _ = try runner.run()
            Issue.record("nothing was thrown")
        } catch { #expect(error.code == code, "\(error)") }
    }

    @Test func `a machine joins, and a second run does nothing`() throws {
        let world = try JoinWorld()
        var runner = world.runner()
        let joined = try runner.run()
        let node = try #require(joined)
        #expect(node.nodeName == "n-abc-1" && node.serverURL == "https://server.test:6443")
        #expect(try world.folder.read("rancher/50-stake.yaml") == Self.configuration)
        let password = try world.folder.read("rancher/password")
        #expect(password.utf8.count == 65 && world.master.now.passwords == [String(password.dropLast())])
        for name in ["rancher/50-stake.yaml", "rancher/password", "state/join-key", "state/seal-token"] {
            let status = try FileStatus.of(world.folder.path + "/" + name)
            #expect(status.permissions == 0o600, "\(name)")
        }
        let claim = try #require(world.master.now.joins.first)
        #expect(claim.cluster == world.chain.cluster && claim.owner == world.chain.owner && claim.nodeID == "rack-1")
        #expect(claim.nonce.hex == String(repeating: "ab", count: 32))
        #expect(claim.joinKey.bytes == world.chain.now.worker?.joinKey)

        let orders = world.chain.now.orders
        #expect(orders.count == 3)
        var again = world.runner()
        let same = try again.run()
        #expect(same == node)
        #expect(world.chain.now.orders == orders && world.master.now.joins.count == 1)
        #expect(world.agent.now.starts == 1)
    }

    /// Wherever a run is broken off, the next one goes on, and in the end everything was done, and what costs money once.
    @Test func `a run that was broken off anywhere goes on`() throws {
        var point = 0
        while true {
            let world = try JoinWorld()
            let crash = Crash(at: point)
            var broken = world.runner(crash: crash)
            var wasBroken = false
            do throws(WorkerFailure) { _ = try broken.run() } catch {
                #expect(error == Crash.failure)
                wasBroken = true
            }
            #expect(wasBroken == crash.isOver)
            var runner = world.runner()
            let joined = try runner.run()
            let node = try #require(joined, "point \(point)")
            #expect(node.nodeName == "n-abc-1")
            try Self.check(world, point)
            if !wasBroken { break }
            point += 1
        }
        // Three orders to the chain, the master three times, the agent once: seven doors, two points each.
        #expect(point == 14)
    }

    /// The same, broken off again at every point that the second run still has.
    @Test func `a run that was broken off twice goes on`() throws {
        for first in stride(from: 0, to: 14, by: 3) {
            for second in 0..<14 {
                let world = try JoinWorld()
                for point in [first, second] {
                    var broken = world.runner(crash: Crash(at: point))
                    _ = try? broken.run()
                }
                var runner = world.runner()
                let joined = try runner.run()
                #expect(joined != nil, "\(first), \(second)")
                try Self.check(world, first * 100 + second)
            }
        }
    }

    private static func check(_ world: JoinWorld, _ point: Int) throws {
        let now = world.chain.now
        #expect(now.account?.nodeAmount == 3 * Mist.perSUI, "\(point)")
        #expect(now.orders.filter { if case .stake = $0 { true } else { false } }.count == 1, "\(point)")
        #expect(now.orders.filter { if case .register = $0 { true } else { false } }.count == 1, "\(point)")
        #expect(now.seals.count == 1, "\(point)")
        let password = String(try world.folder.read("rancher/password").dropLast())
        #expect(world.master.now.passwords == [password], "\(point)")
        #expect(try world.folder.read("rancher/50-stake.yaml") == configuration, "\(point)")
        #expect(world.agent.now.state == .active)
    }

    @Test func `a plan changes nothing`() throws {
        let world = try JoinWorld()
        let steps = try world.runner().plan()
        #expect(steps.count == 7 && steps[1] == "lock 3 SUI for the node rack-1")
        #expect(!world.folder.has("state") && !world.folder.has("rancher"))
        #expect(world.chain.now.orders.isEmpty && world.master.now.verified == 0 && world.agent.now.starts == 0)
    }

    @Test func `a master of another cluster gets no signature`() throws {
        let world = try JoinWorld()
        world.master.now.cluster = Address(0xbd)
        Self.fails(world, .masterUntrusted)
        #expect(world.master.now.joins.isEmpty && !world.folder.has("rancher/50-stake.yaml"))
    }

    @Test func `a master that names another key than the connection's gets no signature`() throws {
        let world = try JoinWorld()
        world.master.now.namedKey = try #require(Bytes32(hex: String(repeating: "07", count: 32)))
        Self.fails(world, .masterUntrusted)
        #expect(world.master.now.joins.isEmpty)
    }

    @Test func `material that is sealed for something else is not used`() throws {
        let world = try JoinWorld()
        world.master.now.sealsFor = Bytes32()
        Self.fails(world, .masterMalformed)
        #expect(!world.folder.has("rancher/50-stake.yaml") && !world.folder.has("state/joined"))
    }

    @Test func `nothing is said to a master before it is verified`() throws {
        let world = try JoinWorld()
        world.master.now.failure = WorkerFailure(.masterUntrusted, "no")
        Self.fails(world, .masterUntrusted)
        #expect(world.master.now.tokens.isEmpty && world.agent.now.starts == 0)
    }

    @Test func `a dead seal gives way to another token`() throws {
        let world = try JoinWorld()
        var runner = world.runner()
        _ = try runner.run()
        let old = try world.folder.read("state/seal-token")
        for key in world.chain.now.seals.keys { world.chain.now.seals[key]?.revoked = true }
        var again = world.runner()
        _ = try again.run()
        #expect(try world.folder.read("state/seal-token") != old && world.chain.now.seals.count == 2)
    }

    @Test func `who is already at it is not disturbed`() throws {
        let world = try JoinWorld()
        try world.state.make()
        let lock = try world.state.claim()
        do throws(WorkerFailure) {
            _ = try world.state.claim(within: .milliseconds(20))
            Issue.record("two have one folder")
        } catch { #expect(error.code == .busy) }
        withExtendedLifetime(lock) {}
    }

    @Test func `an agent that cannot be started is said`() throws {
        let world = try JoinWorld()
        world.agent.now.failure = WorkerFailure(.agent, "no unit")
        Self.fails(world, .agent)
        world.agent.now.failure = nil
        var runner = world.runner()
        _ = try runner.run()
        #expect(world.agent.now.state == .active && world.master.now.joins.count == 1)
    }

    @Test func `an agent that fails is started once, and that is said`() throws {
        let world = try JoinWorld()
        world.agent.now.whenStarted = .failed
        Self.fails(world, .agent)
        #expect(world.agent.now.starts == 1)
        // It may have been mended since.
        world.agent.now.whenStarted = .active
        var runner = world.runner()
        _ = try runner.run()
        #expect(world.agent.now.starts == 2 && world.master.now.joins.count == 1)
    }

    @Test func `nodes that are behind do not make it go round for ever`() throws {
        let world = try JoinWorld()
        // An agent that never shows that it runs stands for a world that does not do what it says.
        world.agent.now.whenStarted = .inactive
        Self.fails(world, .outcomeUnknown)
        #expect(world.chain.now.orders.count == 3)
    }
}
