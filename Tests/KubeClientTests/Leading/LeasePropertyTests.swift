// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import KubeClient

@Suite(.timeLimit(.minutes(10))) struct LeasePropertyTests {
    private static let steps = 10_000
    // Long ones: a quarter of them says as much.
    private static let seeds = Seeds.all.filter { $0 % 4 == 0 }

    @Test(arguments: seeds) func `there are never two leaders, whatever gets lost, late or out of step`(_ seed: Int) {
        var world = LeaseWorld(seed: seed, candidates: 2 + seed / 4 % 2)
        for _ in 0..<Self.steps {
            world.step()
            if world.mostLeaders > 1 { break }
        }
        #expect(world.mostLeaders == 1)
        #expect(world.wrongReports == 0)
        // Else the test would show nothing.
        #expect(world.terms > 20)
    }

    @Test(arguments: seeds) func `once all is well again somebody leads, and keeps leading`(_ seed: Int) {
        var world = LeaseWorld(seed: seed, candidates: 3)
        for _ in 0..<1000 { world.step() }
        world.calm(seconds: 60)
        #expect(world.leaders == 1)
        let terms = world.terms
        world.calm(seconds: 600)
        #expect(world.leaders == 1 && world.terms == terms)
        #expect(world.mostLeaders == 1)
    }

    // Two clocks of which one runs at half the speed of the other are beyond what a lease can bear: the world must show it.
    @Test func `the world would show two leaders`() {
        var most = 0
        for seed in 0..<20 where most < 2 {
            var world = LeaseWorld(seed: seed, candidates: 3, faults: .init(lost: 300, slow: 100, drift: 600))
            for _ in 0..<Self.steps where world.mostLeaders < 2 { world.step() }
            most = world.mostLeaders
        }
        #expect(most == 2)
    }
}
