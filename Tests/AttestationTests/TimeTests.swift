// SPDX-License-Identifier: Apache-2.0
import Attestation
import EnclaveSimulator
import Kernel
import Testing

/// When a document is believed: the chain of a scene begins three seconds before it, and its leaf lasts three hours.
@Suite struct TimeTests {
    private static let leafBegins = Scene.now - .seconds(3)
    private static let leafEnds = Scene.now + .seconds(10_800)

    private func refusal(now: WallTime, maxAge: Duration = .seconds(20_000)) throws -> AttestationRefusal.Code? {
        var scene = try #require(Scene.shared)
        scene.freshness = .live(now: now, maxAge: maxAge)
        return scene.refusal(try scene.document())
    }

    // T17
    @Test func `an old document is stale, although its chain holds`() throws {
        #expect(try refusal(now: Scene.now, maxAge: .zero) == nil)
        #expect(try refusal(now: Scene.now + .seconds(60), maxAge: .seconds(60)) == nil)
        #expect(try refusal(now: Scene.now + .seconds(60) + .milliseconds(1), maxAge: .seconds(60)) == .stale)
        #expect(try refusal(now: Scene.now + .seconds(3600), maxAge: .seconds(3600)) == nil)
        #expect(try refusal(now: Scene.now + .seconds(3601), maxAge: .seconds(3600)) == .stale)
    }

    // T18
    @Test func `an archived document is looked at as of its own time, which is said`() throws {
        var scene = try #require(Scene.shared)
        let document = try scene.document()
        scene.freshness = .live(now: Scene.now + .seconds(30 * 86_400), maxAge: .seconds(60 * 86_400))
        #expect(scene.refusal(document) == .expired)
        scene.freshness = .archived
        let archived = try scene.judge(document).get()
        #expect(archived.isArchived)
        scene.freshness = .live(now: Scene.now, maxAge: .seconds(60))
        let live = try scene.judge(document).get()
        #expect(!live.isArchived)
    }

    // T19
    @Test func `a clock that is behind is not taken for a bad document`() throws {
        #expect(try refusal(now: Self.leafBegins) == nil)
        #expect(try refusal(now: Self.leafBegins - .seconds(60)) == nil)
        #expect(try refusal(now: Self.leafBegins - .seconds(60) - .milliseconds(1)) == .clockBehind)
        #expect(try refusal(now: Self.leafBegins - .seconds(86_400 * 365)) == .clockBehind)
        #expect(try refusal(now: WallTime(nanoseconds: .min)) == .clockBehind)
        #expect(try refusal(now: WallTime(nanoseconds: .max)) == .expired)
    }

    @Test func `a document from the future is not believed`() throws {
        var scene = try #require(Scene.shared)
        let early = Scene.now + .seconds(1000)
        let document = try scene.document { $0["timestamp"] = .uint(early.milliseconds) }
        for (skew, code) in [(0, nil), (300, nil), (301, .clockBehind), (1000, .clockBehind)]
            as [(Int, AttestationRefusal.Code?)]
        {
            scene.freshness = .live(now: early - .seconds(skew), maxAge: .seconds(60))
            #expect(scene.refusal(document) == code, "\(skew) s")
        }
    }

    @Test func `a leaf lasts until its end, and no second longer`() throws {
        #expect(try refusal(now: Self.leafEnds - .seconds(1)) == nil)
        #expect(try refusal(now: Self.leafEnds - .milliseconds(1)) == nil)
        #expect(try refusal(now: Self.leafEnds) == .expired)
        #expect(try refusal(now: Self.leafEnds + .seconds(1)) == .expired)
    }

    @Test func `a document lies within the life of its leaf`() throws {
        var scene = try #require(Scene.shared)
        for freshness in [Freshness.archived, .live(now: Scene.now, maxAge: .seconds(20_000))] {
            scene.freshness = freshness
            for (time, code) in [
                (Self.leafBegins, nil), (Self.leafBegins - .milliseconds(1), .outsideChain),
                (Self.leafEnds + .milliseconds(1), .outsideChain),
            ] as [(WallTime, AttestationRefusal.Code?)] {
                #expect(try scene.refusal { $0["timestamp"] = .uint(time.milliseconds) } == code)
            }
        }
    }

    // T20
    @Test(arguments: HierarchyPlan.Level.allCases)
    func `a certificate that has expired ends the chain, wherever it stands`(_ level: HierarchyPlan.Level) throws {
        var scene = try Scene { $0[level].notAfter = Scene.now + .seconds(10) }
        let document = try scene.document()
        #expect(try scene.judge(document).get().chainEnds == Scene.now + .seconds(10))
        for (now, code) in [(Scene.now + .seconds(9), nil), (Scene.now + .seconds(10), .expired)]
            as [(WallTime, AttestationRefusal.Code?)]
        {
            scene.freshness = .live(now: now, maxAge: .seconds(60))
            #expect(scene.refusal(document) == code)
        }
        // It had expired when the document was made.
        scene.freshness = .archived
        let late = (Scene.now + .seconds(20)).milliseconds
        #expect(
            try scene.refusal { $0["timestamp"] = .uint(late) } == (level == .leaf ? .outsideChain : .expired))
    }

    @Test(arguments: HierarchyPlan.Level.allCases)
    func `a certificate that is not valid yet is none`(_ level: HierarchyPlan.Level) throws {
        var scene = try Scene { $0[level].notBefore = Scene.now + .seconds(10) }
        #expect(scene.refusal(try scene.document()) == .outsideChain)
        let later = (Scene.now + .seconds(10)).milliseconds
        #expect(try scene.refusal { $0["timestamp"] = .uint(later) } == nil)
        scene.freshness = .live(now: Scene.now - .seconds(51), maxAge: .seconds(60))
        #expect(try scene.refusal { $0["timestamp"] = .uint(later) } == .clockBehind)
        scene.freshness = .archived
        #expect(try scene.refusal { $0["timestamp"] = .uint(later) } == nil)
    }

    @Test func `a certificate may last beyond what a clock can tell`() throws {
        let scene = try Scene { $0[.root].notAfter = WallTime(seconds: 7_258_118_399) }  // the end of 2199
        #expect(try scene.judge(try scene.document()).get().chainEnds == Self.leafEnds)
    }
}
