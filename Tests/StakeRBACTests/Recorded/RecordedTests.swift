// SPDX-License-Identifier: Apache-2.0
import Crypto
import Reviews
import SealAuthN
import TestSupport
import Testing
import Wire

@testable import StakeRBAC

/// What is said to bodies that a real apiserver sent.
@Suite(.enabled(if: Recording.isPresent, "no ../shared/fixtures/apiserver here: recorded bodies were NOT decided"))
struct RecordedTests {
    /// The namespace that most of the recorded requests are about, given to the staker by the operator, or nobody's.
    private static let granted: Engine = {
        var policy = Place.policy
        policy.namespaces.grants = [Asked.owner: ["ns1"]]
        return Engine(policy)
    }()
    private static let ungranted = Engine(Policy())

    @Test(arguments: Recording.all("admission")) func `the system's own writes pass untouched`(
        _ recording: Recording
    ) throws {
        let bytes = Array(try recording.body().utf8)
        var parser = try JSONParser(maximumBytes: 8 << 20)
        let (claimant, verdict) = try parser.withDocument(bytes.span) { root throws(ReviewError) in
            let review = try AdmissionReview(root)
            return (
                try Claimant(review, Place.policy), try Place.engine.admit(review, by: .notOurs, Asked.circumstances)
            )
        }
        #expect(claimant == .nobody)
        #expect(verdict == .pass)
    }

    @Test(arguments: Recording.all("sar")) func `nobody of the system's is given an opinion`(
        _ recording: Recording
    ) throws {
        let bytes = Array(try recording.body().utf8)
        var parser = try JSONParser(maximumBytes: 8 << 20)
        let (claimant, opinion) = try parser.withDocument(bytes.span) { root throws(ReviewError) in
            let review = try SubjectAccessReview(root)
            return (
                Claimant(username: review.username, uid: review.userUID, Place.policy),
                try Place.engine.authorize(review, by: .notOurs, Asked.circumstances)
            )
        }
        #expect(claimant == .nobody)
        #expect(opinion == .none)
    }

    /// An account of a namespace that was given to a staker is judged by the staker's stake.
    @Test func `an account in a namespace that was given away is its owner's`() throws {
        let recorded = Recording.all("sar").filter { $0.file.hasSuffix("_ns1_sa1") }
        let body = Array(try #require(recorded.first).body().utf8)
        var parser = try JSONParser(maximumBytes: 1 << 20)
        let claimant = try parser.withDocument(body.span) { root throws(ReviewError) in
            let review = try SubjectAccessReview(root)
            return Claimant(username: review.username, uid: review.userUID, Self.granted.policy)
        }
        #expect(claimant == .grantedAccount(of: [Asked.owner]))
    }

    /// What was expected by hand: for each file the lowest tier that may, with the namespace given to it and not.
    ///
    /// v, d, a, s for the tiers, - for nobody; a question mark where the authorizer leaves it to the cluster's roles.
    static let expected: [String: Tree] = {
        let rows = (try? Tree.read(TestFiles.vectors + "recorded-verdicts.json"))?["rows"].list ?? []
        return Dictionary(rows.map { ($0["file"].text ?? "", $0) }) { first, _ in first }
    }()

    private func letters(_ answer: (Tier) throws -> (isOpen: Bool, isOurs: Bool)?) throws -> String? {
        var answers: [(tier: Tier, isOpen: Bool, isOurs: Bool)] = []
        for tier in Tier.allCases {
            guard let answer = try answer(tier) else { return nil }
            answers.append((tier, answer.isOpen, answer.isOurs))
        }
        let open = answers.filter(\.isOpen)
        #expect(open.map(\.tier) == Tier.allCases.suffix(open.count))
        guard let first = open.first else { return "-" }
        return "\(first.tier.name)".prefix(1) + (first.isOurs ? "" : "?")
    }

    @Test(arguments: Recording.all("admission") + Recording.all("sar"))
    func `a staker in carol's place is decided as expected`(_ recording: Recording) throws {
        let found = try [Self.granted, Self.ungranted].map { engine in
            try letters { tier in
                guard let body = try recording.body(by: Asked.staker(tier)) else { return nil }
                if recording.folder == "admission" {
                    let verdict = try engine.verdict(on: body, by: .staker(Asked.staker(tier)))
                    #expect(verdict.tier == tier)
                    return (verdict.isAllowed, true)
                }
                switch try engine.opinion(on: body, by: .staker(Asked.staker(tier))) {
                case .denied: return (false, true)
                case .none: return (true, false)
                case .permitted: return (true, true)
                }
            }
        }
        let row = Self.expected[recording.testDescription]
        #expect(found == [row?["given"].text, row?["others"].text], "\(recording)")
    }
}
