// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import SealAuthN

/// Nobody who was slashed is ever let in afterwards: what is said, in what order, and how late, is left to chance.
@Suite struct RevocationTests {
    /// How many things happen in all worlds together: as many as REVOCATION_STEPS says, or what a run of the tests has time for.
    private static let steps: Int = {
        if let text = ProcessEnvironment.variables["REVOCATION_STEPS"], let steps = Int(text) { return steps }
        #if DEBUG
            return 30_000
        #else
            return Seeds.areFew ? 30_000 : 200_000
        #endif
    }()
    /// The one world to look at, where a failure has named one.
    private static let seed = ProcessEnvironment.variables["REVOCATION_SEED"].flatMap { UInt64($0) }
    private static let stepsOfWorld = 500

    @Test(arguments: RevocationWorld.Kind.allCases)
    func `nobody slashed is let in afterwards, whoever says what, and whenever`(_ kind: RevocationWorld.Kind) throws {
        let tokens = try #require(ModelTokens.all)
        let worlds = UInt64(max(1, Self.steps / Self.stepsOfWorld / RevocationWorld.Kind.allCases.count))
        let seeds = Self.seed.map { $0..<$0 + 1 } ?? 0..<worlds
        var counts: [String: Int] = [:]
        for seed in seeds {
            var world = try RevocationWorld(kind, seed: seed, tokens)
            for _ in 0..<Self.stepsOfWorld where world.failure == nil { world.step() }
            if let failure = world.failure {
                let story = world.log.suffix(30).joined(separator: "\n")
                Issue.record("REVOCATION_SEED=\(seed): \(failure)\n\(story)")
                return
            }
            counts.merge(world.counts, uniquingKeysWith: +)
        }
        guard Self.seed == nil else { return }
        for what in Self.mustHappen { #expect(counts[what, default: 0] > 0, "\(what) never happened") }
        if ProcessEnvironment.variables["REVOCATION_STEPS"] != nil {
            let text = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            print("\(kind): \(text.joined(separator: ", "))")
        }
    }

    private static let mustHappen = [
        "chain", "time", "follow", "mark", "stop", "lag", "fill", "interrupt", "begin", "complete", "forget", "node",
        "ask", "answer", "fail", "viewer", "developer", "admin", "super",
        "live at once accepted", "live at once refused", "live later accepted", "live later refused",
        "seal at once accepted", "seal at once refused", "seal later accepted", "seal later refused",
        "signed at once accepted", "signed at once refused", "signed later accepted", "signed later refused",
    ]
}
