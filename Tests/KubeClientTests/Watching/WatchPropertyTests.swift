// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import KubeClient

@Suite(.timeLimit(.minutes(10))) struct WatchPropertyTests {
    // Long ones: a quarter of them says as much.
    private static let seeds = Seeds.all.filter { $0 % 4 == 0 }

    @Test(arguments: seeds)
    func `who listens ends up with what there is, whatever broke, was forgotten or restored`(_ seed: Int) {
        var world = WatchWorld(seed: seed)
        for _ in 0..<2000 { world.step() }
        world.settle()
        #expect(world.contradictions == 0)
        #expect(world.agrees)
        // Else the test would show nothing.
        #expect(world.lists > 5)
    }
}
