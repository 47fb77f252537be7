// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SealAuthN
import Testing

@testable import StakeRBAC

/// Who asks, before what is asked for.
struct CallerTests {
    private static let config = Asked(.create, "configmaps", object: "{}")
    private static let everything = [
        config, Asked(.delete, "secrets", in: "kube-system", old: "{}"), Asked(.connect, "pods", part: "exec"),
        Asked(.create, "clusterrolebindings", group: "rbac.authorization.k8s.io", in: "", object: "{}"),
    ]

    @Test func `whoever is none of ours passes untouched`() throws {
        for asked in Self.everything {
            let verdict = try Place.engine.verdict(on: asked.body("kubernetes-admin", ["system:masters"]), by: .notOurs)
            #expect(verdict == .pass)
        }
        let opinion = try Place.engine.opinion(
            on: Wanted("impersonate", "users").body("system:kube-scheduler", []), by: .notOurs)
        #expect(opinion == .none)
    }

    @Test(arguments: TokenRefusal.allCases) func `whose stake is dead may nothing`(_ refusal: TokenRefusal) throws {
        for asked in Self.everything {
            let verdict = try Place.engine.verdict(on: asked.body("sui:0x", ["seal:super"]), by: .dead(refusal))
            #expect(verdict.denials.map(\.rule) == [.identity])
        }
        for wanted in [
            Wanted("get", "pods"), Wanted("create", "selfsubjectreviews", group: "authentication.k8s.io", in: ""),
        ] {
            guard
                case .denied(let finding) = try Place.engine.opinion(
                    on: wanted.body("sui:0x", ["seal:super"]), by: .dead(refusal))
            else {
                Issue.record("not refused: \(wanted)")
                continue
            }
            #expect(finding.rule == .identity)
        }
    }

    /// Another authenticator could have named the user: ours always gives a tier's group, or that of narrowed seals.
    @Test(arguments: [
        [], ["seal:stakers"], ["system:masters"], ["seal:"], ["seal:Super"], ["super"], ["seal:super "],
        ["xseal:super"],
    ]) func `whoever comes without a tier may nothing`(_ groups: [String]) throws {
        let identity = Asked.staker(.super)
        let verdict = try Place.engine.verdict(on: Self.config.body(identity.username, groups), by: .staker(identity))
        #expect(verdict.denials.map(\.rule) == [.identity])
        let body = Wanted("get", "pods").body(identity.username, groups)
        guard case .denied(let finding) = try Place.engine.opinion(on: body, by: .staker(identity)) else {
            Issue.record("not refused")
            return
        }
        #expect(finding.rule == .identity)
    }

    /// Live tier, claimed groups, and the tier that counts.
    static let claims: [(live: Tier, groups: [String], counts: Tier)] = [
        (.super, ["seal:super"], .super), (.super, ["seal:stakers", "seal:viewer"], .viewer),
        (.super, ["seal:super", "seal:developer"], .developer), (.super, ["seal:admin", "system:masters"], .admin),
        (.viewer, ["seal:super"], .viewer), (.developer, ["seal:super", "seal:admin"], .developer),
        (.admin, ["seal:limited"], .admin), (.admin, ["seal:limited", "seal:viewer"], .viewer),
    ]

    @Test(arguments: claims) func `the lower of the claimed and the live tier counts`(
        _ live: Tier, _ groups: [String], _ counts: Tier
    ) throws {
        let identity = Asked.staker(live)
        let verdict = try Place.engine.verdict(on: Self.config.body(identity.username, groups), by: .staker(identity))
        #expect(verdict.tier == counts)
        #expect(verdict.isAllowed == (counts != .viewer))
    }

    /// The policy's floors for the four tiers, the stake, and the tier that counts; `nil` for none.
    static let floors: [(floors: [UInt64], stake: UInt64, counts: Tier?)] = [
        ([0, 0, 0, 0], 0, .super), ([1, 2, 3, 4], 0, nil), ([1, 2, 3, 4], 1, .viewer), ([1, 2, 3, 4], 3, .admin),
        ([1, 2, 3, 4], 4, .super), ([1, 2, 3, .max], .max, .super), ([1, 2, 3, .max], .max - 1, .admin),
        // A floor that is above the next one holds for that one too.
        ([1, 9, 3, 4], 5, .viewer), ([9, 2, 3, 4], 5, nil),
    ]

    @Test(arguments: floors) func `the policy's floors count beside the ledger`(
        _ floors: [UInt64], _ stake: UInt64, _ counts: Tier?
    ) throws {
        var policy = Place.policy
        policy.floors = TierTable { floors[Int($0.rawValue)] }
        let engine = Engine(policy)
        let identity = Asked.staker(.super, holding: stake)
        let verdict = try engine.verdict(Self.config, by: identity)
        #expect(verdict.tier == counts)
        #expect(verdict.isAllowed == (counts.map { $0 > .viewer } ?? false))
        let opinion = try engine.opinion(Wanted("get", "pods"), by: identity)
        guard counts == nil else {
            #expect(opinion == .permitted)
            return
        }
        guard case .denied(let finding) = opinion else {
            Issue.record("not refused: \(opinion)")
            return
        }
        #expect(finding.rule == .identity)
    }

    @Test func `a service account needs no group, and may what its stake may`() throws {
        for (tier, isAllowed) in [(Tier.viewer, false), (.developer, true), (.admin, true), (.super, true)] {
            let body = Self.config.body("system:serviceaccount:\(Asked.home):default", ["system:serviceaccounts"])
            let verdict = try Place.engine.verdict(on: body, by: .serviceAccount(Asked.staker(tier)))
            #expect(verdict.tier == tier)
            #expect(verdict.isAllowed == isAllowed)
        }
    }

    /// The policy can make the super tier the cluster's administrator, and no other.
    @Test func `only super is unrestricted, and only where the policy says so`() throws {
        var policy = Place.policy
        policy.isSuperUnrestricted = true
        let engine = Engine(policy)
        let binding = Asked(
            .create, "clusterrolebindings", group: "rbac.authorization.k8s.io", in: "", object: #"{"metadata":{}}"#)
        let wanted = Wanted("impersonate", "serviceaccounts", in: "kube-system")
        for tier in Tier.allCases {
            let (restricted, unrestricted) = try (
                Place.engine.verdict(binding, by: Asked.staker(tier)), engine.verdict(binding, by: Asked.staker(tier))
            )
            #expect(!restricted.isAllowed)
            #expect(unrestricted.isAllowed == (tier == .super))
            let (before, after) = try (
                Place.engine.opinion(wanted, by: Asked.staker(tier)), engine.opinion(wanted, by: Asked.staker(tier))
            )
            #expect(before != .permitted)
            if tier == .super { #expect(after == .permitted) } else { #expect(after != .permitted) }
        }
        // What narrows a seal holds for it too, and so does a lower claim.
        var narrowed = Asked.staker(.super)
        narrowed.permissions = ["pods:read"]
        let verdict = try engine.verdict(binding, by: narrowed)
        #expect(verdict.denials.map(\.rule) == [.sealPermissions])
        let claimed = try engine.verdict(binding, by: Asked.staker(.super), claiming: .admin)
        #expect(!claimed.isAllowed)
    }

    /// The operator can close a home as well: to its owner as to an admin.
    @Test func `a protected home is nobody's own`() throws {
        var policy = Place.policy
        policy.namespaces.protected = [Asked.home, "team-a"]
        let engine = Engine(policy)
        for namespace in policy.namespaces.protected {
            for tier in Tier.allCases {
                let asked = Asked(.create, "configmaps", in: namespace, object: "{}")
                let verdict = try engine.verdict(asked, by: Asked.staker(tier))
                #expect(verdict.isAllowed == (tier == .super))
                guard tier < .super else { continue }
                let opinion = try engine.opinion(Wanted("get", "secrets", in: namespace), by: Asked.staker(tier))
                #expect(opinion != .permitted)
            }
        }
    }

    /// Nobody is told more than 63 bytes of what they sent, and nothing that moves a terminal's cursor.
    @Test func `a denial shows names without their tricks`() throws {
        let name = #"a\u001b[2Jb\"c\nd\u202ee"# + String(repeating: "x", count: 200)
        let opinion = try Place.engine.opinion(Wanted("create", "configmaps", in: name), by: Asked.staker(.admin))
        #expect(opinion == .permitted)
        let denial = try Place.engine.verdict(
            Asked(.create, name, in: name, object: "{}"), by: Asked.staker(.developer))
        let text = try #require(denial.message)
        #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F })
        #expect(!text.contains(String(repeating: "x", count: 64)))
    }
}
