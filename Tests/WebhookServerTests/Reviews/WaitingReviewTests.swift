// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SealAuthN
import StakeRBAC
import Testing

@testable import WebhookServer

/// Reviews whose caller only a look-up can tell: they wait for it, and are answered as if it had been known.
@Suite(.timeLimit(.minutes(10))) struct WaitingReviewTests {
    private static let owner = String(repeating: "0", count: 62) + "12"
    private static let write = ReviewWorld.write(by: "sui:0x" + owner, uid: "0x" + owner)
    private static let allowed =
        #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"u-1","allowed":true,"#
        + #""auditAnnotations":{"policy":"built-in","tier":"super"}}}"# + "\n"

    private let world: ReviewWorld

    init() throws { world = try ReviewWorld() }

    private static func staker(_ tier: Tier) -> Caller {
        .staker(Identity(owner: Bytes32(), seal: nil, tier: tier, stake: 1))
    }

    private func count(_ series: String) -> String? {
        world.metrics.split(separator: "\n").first { $0.hasPrefix(series + " ") }
            .map { String($0.dropFirst(series.count + 1)) }
    }

    @Test func `whoever is known is answered at once`() throws {
        world.decider.know(Self.staker(.super))
        let reply = try world.send("/admit", Self.write).wait()
        #expect(reply.status == 200 && reply.body == Self.allowed)
        #expect(world.decider.open == 0 && world.service.bodies.inUse == 0)
    }

    @Test func `who is found live writes, with the answer that would have come at once`() throws {
        let reply = world.send("/admit?timeout=10s", Self.write)
        let asked = try world.decider.take()
        #expect(
            asked[0].claimant
                == .staker(owner: Bytes32(hex: Self.owner) ?? Bytes32(), uid: Bytes32(hex: Self.owner) ?? Bytes32()))
        #expect(world.service.bodies.inUse == Self.write.utf8.count)
        #expect(count(#"k3s_daas_reviews_in_flight{kind="admit"}"#) == "1")
        asked[0].completion(Self.staker(.super))
        let found = try reply.wait()
        #expect(found.status == 200 && found.body == Self.allowed)
        #expect(world.service.bodies.inUse == 0)
        #expect(count(#"k3s_daas_reviews_in_flight{kind="admit"}"#) == "0")
        #expect(
            count(#"k3s_daas_admission_requests_total{operation="create",result="allowed",dry_run="false"}"#) == "1")
        #expect(count(#"k3s_daas_review_duration_seconds_count{kind="admit"}"#) == "1")
    }

    static let refused: [(Caller, String)] = [
        (.dead(.slashed), "the owner's stake is slashed"), (.dead(.ledgerUnavailable), "cannot be asked"),
        (staker(.viewer), "viewer tier may read only"),
    ]

    @Test(arguments: refused) func `who is found dead does not write`(_ caller: Caller, _ reason: String) throws {
        let reply = world.send("/admit", Self.write)
        try world.decider.take()[0].completion(caller)
        let found = try reply.wait()
        #expect(found.status == 200 && found.body.contains(#""allowed":false"#) && found.body.contains(reason))
        #expect(
            count(#"k3s_daas_admission_requests_total{operation="create",result="denied",dry_run="false"}"#) == "1")
    }

    @Test(arguments: [(staker(.viewer), #""allowed":false}}"#), (.dead(.slashed), #""denied":true"#)])
    func `a read waits likewise`(_ caller: Caller, _ verdict: String) throws {
        let reply = world.send("/authorize", ReviewWorld.read.replacing("0x12", with: "0x" + Self.owner))
        try world.decider.take()[0].completion(caller)
        let found = try reply.wait()
        #expect(found.status == 200 && found.body.contains(verdict))
        #expect(count(#"k3s_daas_reviews_in_flight{kind="authorize"}"#) == "0")
        #expect(count(#"k3s_daas_review_duration_seconds_count{kind="authorize"}"#) == "1")
    }

    @Test func `an answer is due before the apiserver gives up`() throws {
        let before = Monotonic.now
        let replies = [world.send("/admit?timeout=1s", Self.write), world.send("/admit?timeout=30s", Self.write)]
        let asked = try world.decider.take(2).sorted { $0.deadline < $1.deadline }
        let after = Monotonic.now
        // By design: half a second before, and never later than 2.5 seconds.
        for (index, milliseconds) in [500, 2500].enumerated() {
            let wait = Duration.milliseconds(milliseconds)
            let deadline = asked[index].deadline
            #expect(deadline >= before.advanced(by: wait) && deadline <= after.advanced(by: wait))
        }
        for question in asked { question.completion(.notOurs) }
        for reply in replies { #expect(try reply.wait().status == 200) }
    }

    @Test func `the first answer counts`() throws {
        let reply = world.send("/admit", Self.write)
        let question = try world.decider.take()[0]
        question.completion(Self.staker(.super))
        question.completion(.dead(.slashed))
        #expect(try reply.wait().body == Self.allowed)
        #expect(
            count(#"k3s_daas_admission_requests_total{operation="create",result="denied",dry_run="false"}"#) == "0")
        #expect(count(#"k3s_daas_reviews_in_flight{kind="admit"}"#) == "0")
    }

    @Test func `a question that is dropped is an error, and leaves nothing behind`() throws {
        let reply = world.send("/admit", Self.write)
        _ = try world.decider.take()
        #expect(try reply.wait().status == 500)
        #expect(world.service.bodies.inUse == 0)
    }

    @Test func `many wait at the same time, each with its own document`() throws {
        let replies = (0..<12).map { index in
            world.send("/admit", Self.write.replacing("\"u-1\"", with: "\"u-\(index)\""))
        }
        let asked = try world.decider.take(12)
        #expect(world.service.bodies.inUse >= 12 * Self.write.utf8.count)
        for question in asked.reversed() { question.completion(Self.staker(.super)) }
        for (index, reply) in replies.enumerated() {
            #expect(try reply.wait().body == Self.allowed.replacing("\"u-1\"", with: "\"u-\(index)\""))
        }
        #expect(world.service.bodies.inUse == 0)
    }
}

/// How many bytes of reviews may wait.
@Suite(.timeLimit(.minutes(10))) struct KeptBodiesTests {
    @Test(arguments: [(9, true), (10, true), (11, false)])
    func `so many bytes are kept, and no more`(_ count: Int, _ isKept: Bool) {
        let bodies = KeptBodies(limit: 10)
        let bytes = (0..<count).map { UInt8($0) }
        let kept = bodies.keep(bytes.span)
        #expect(kept?.bytes == (isKept ? bytes : nil))
        #expect(bodies.inUse == (isKept ? count : 0))
        withExtendedLifetime(kept) {}
    }

    @Test func `what is dropped makes room`() {
        let bodies = KeptBodies(limit: 10)
        let bytes = [UInt8](repeating: 7, count: 6)
        var first = bodies.keep(bytes.span)
        #expect(first != nil)
        #expect(bodies.keep(bytes.span) == nil)
        first = nil
        #expect(bodies.inUse == 0)
        #expect(bodies.keep(bytes.span) != nil)
    }

    @Test func `whom there is no room to wait for is refused at once`() throws {
        let write = ReviewWorld.write(by: "sui:0x12")
        let world = try ReviewWorld(waiting: write.utf8.count + 10)
        let first = world.send("/admit", write)
        let question = try world.decider.take()[0]
        let second = try world.send("/admit", write).wait()
        #expect(second.status == 200 && second.body.contains(#""allowed":false"#))
        #expect(second.body.contains("the ledger cannot be asked at the moment"))
        #expect(world.decider.open == 0)
        question.completion(.notOurs)
        #expect(try first.wait().body.contains(#""allowed":true"#))
        let third = world.send("/admit", write)
        try world.decider.take()[0].completion(.notOurs)
        #expect(try third.wait().body.contains(#""allowed":true"#))
    }
}
