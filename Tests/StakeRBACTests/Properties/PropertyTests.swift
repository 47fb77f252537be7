// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SealAuthN
import TestSupport
import Testing

@testable import StakeRBAC

/// What must hold of every request, whatever the table says of it.
///
/// `TEST_SEEDS` says how many seeds; each draws some requests.
struct PropertyTests {
    private static let requestsPerSeed = 12

    /// Plays requests by chance; `body` says what does not hold, if anything.
    private func forEachRequest(_ salt: Int, _ body: (Asked, inout Dice) throws -> String?) throws {
        for seed in Seeds.all {
            var dice = Dice(seed: seed * 64 + salt)
            for _ in 0..<Self.requestsPerSeed {
                let asked = RandomRequest.write(&dice)
                if let fault = try body(asked, &dice) { Issue.record("seed \(seed): \(fault): \(asked)") }
            }
        }
    }

    private func forEachVerb(_ salt: Int, _ body: (Wanted, inout Dice) throws -> String?) throws {
        for seed in Seeds.all {
            var dice = Dice(seed: seed * 64 + salt)
            for _ in 0..<Self.requestsPerSeed {
                let wanted = RandomRequest.verb(&dice)
                if let fault = try body(wanted, &dice) { Issue.record("seed \(seed): \(fault): \(wanted)") }
            }
        }
    }

    private func isAllowed(_ asked: Asked, _ identity: Identity, _ engine: Engine = Place.engine) throws -> Bool {
        try engine.verdict(asked, by: identity).isAllowed
    }

    private func isDenied(_ wanted: Wanted, _ identity: Identity, _ engine: Engine = Place.engine) throws -> Bool {
        if case .denied = try engine.opinion(wanted, by: identity) { return true }
        return false
    }

    /// A check of the checks: neither everything nor nothing may be allowed of what chance brings.
    @Test func `chance brings enough of both`() throws {
        var allowed: [Tier: Int] = [:]
        var (rules, count): (Set<Rule>, Int) = ([], 0)
        try forEachRequest(0) { asked, _ in
            count += 1
            for tier in Tier.allCases {
                let verdict = try Place.engine.verdict(asked, by: Asked.staker(tier))
                if verdict.isAllowed { allowed[tier, default: 0] += 1 }
                rules.formUnion(verdict.denials.map(\.rule))
            }
            return nil
        }
        let shares = Tier.allCases.map { Double(allowed[$0] ?? 0) / Double(count) }
        #expect(shares[0] < 0.05)
        #expect(shares[1] > 0.04 && shares[1] < shares[2])
        #expect(shares[2] > 0.1 && shares[2] < shares[3])
        #expect(shares[3] > 0.3 && shares[3] < 0.95)
        #expect(rules.isSuperset(of: [.tier, .namespace, .kind, .subresource, .escalation, .k3sResources]))
    }

    // There are no exceptions: even what nobody may is nobody's from the lowest tier to the highest.
    @Test func `who has more stake may do whatever who has less may`() throws {
        try forEachRequest(1) { asked, _ in
            let allowed = try Tier.allCases.filter { try isAllowed(asked, Asked.staker($0)) }
            return allowed == Tier.allCases.suffix(allowed.count) ? nil : "only \(allowed)"
        }
        try forEachVerb(2) { wanted, _ in
            let undenied = try Tier.allCases.filter { try !isDenied(wanted, Asked.staker($0)) }
            return undenied == Tier.allCases.suffix(undenied.count) ? nil : "only \(undenied)"
        }
    }

    @Test func `what is not known is not written below the super tier`() throws {
        try forEachRequest(3) { asked, dice in
            var asked = asked
            if dice.oneIn(2) {
                (asked.group, asked.resource) = dice.pick(RandomRequest.unknown)
            } else {
                asked.part = dice.pick(RandomRequest.unknownParts)
            }
            let allowed = try [Tier.viewer, .developer, .admin].filter { try isAllowed(asked, Asked.staker($0)) }
            return allowed.isEmpty ? nil : "allowed to \(allowed)"
        }
        try forEachVerb(4) { wanted, dice in
            var wanted = wanted
            switch dice.next() % 3 {
            case 0:
                (wanted.group, wanted.resource) = dice.pick(RandomRequest.unknown)
                if ["get", "list", "watch"].contains(wanted.verb) { wanted.verb = "create" }
            case 1: wanted.part = dice.pick(RandomRequest.unknownParts)
            default: wanted.verb = dice.pick(RandomRequest.unknownVerbs)
            }
            let undenied = try [Tier.viewer, .developer, .admin].filter { try !isDenied(wanted, Asked.staker($0)) }
            return undenied.isEmpty ? nil : "not denied to \(undenied)"
        }
    }

    @Test func `less of a stake or of a seal never allows more`() throws {
        try forEachRequest(5) { asked, dice in
            let whole = RandomRequest.identity(dice.pick(Tier.allCases), &dice)
            var less = whole
            switch dice.next() % 5 {
            case 0: less.stake -= dice.next() % (whole.stake + 1)
            case 1: less.tier = dice.pick(Tier.allCases.filter { $0 <= whole.tier })
            case 2 where whole.permissions.isEmpty: less.permissions = RandomRequest.narrowing(&dice)
            case 2: less.permissions.removeLast()
            case 3 where whole.namespaces.isEmpty: less.namespaces = [dice.pick(Place.allCases.dropLast()).namespace]
            default: less.permissions = [":"]
            }
            // Of two words, the last one's removal leaves one; it is only the empty list that is everything.
            guard try isAllowed(asked, less), try !isAllowed(asked, whole) else { return nil }
            return "\(less) may, \(whole) may not"
        }
        try forEachVerb(6) { wanted, dice in
            let whole = RandomRequest.identity(dice.pick(Tier.allCases), &dice)
            var less = whole
            switch dice.next() % 3 {
            case 0: less.tier = dice.pick(Tier.allCases.filter { $0 <= whole.tier })
            case 1 where whole.permissions.isEmpty: less.permissions = RandomRequest.narrowing(&dice)
            default: less.namespaces = whole.namespaces.isEmpty ? ["default"] : whole.namespaces
            }
            guard try isDenied(wanted, whole), try !isDenied(wanted, less) else { return nil }
            return "\(less) is not denied, \(whole) is"
        }
    }

    @Test func `a dead stake may nothing`() throws {
        try forEachRequest(7) { asked, dice in
            let body = asked.body(Asked.staker(.super).username, ["seal:super"])
            let verdict = try Place.engine.verdict(on: body, by: .dead(dice.pick(TokenRefusal.allCases)))
            return verdict.isAllowed ? "allowed" : nil
        }
    }

    @Test func `a lower claim is a lower tier`() throws {
        try forEachRequest(8) { asked, dice in
            let live = Asked.staker(dice.pick(Tier.allCases))
            let claim = dice.pick(Tier.allCases)
            var lower = live
            lower.tier = min(live.tier, claim)
            let (claimed, simple) = try (
                Place.engine.verdict(asked, by: live, claiming: claim), Place.engine.verdict(asked, by: lower)
            )
            return claimed == simple ? nil : "\(claimed), \(simple)"
        }
    }

    @Test func `admission never allows what the authorizer denies`() throws {
        try forEachRequest(9) { asked, dice in
            let identity = RandomRequest.identity(dice.pick(Tier.allCases), &dice)
            guard try isAllowed(asked, identity) else { return nil }
            let denied = try RandomRequest.verbs(asked).filter { try isDenied($0, identity) }
            // A word may name one of the verbs that admission cannot tell apart.
            let isFine = identity.permissions.isEmpty ? denied.isEmpty : denied.count < RandomRequest.verbs(asked).count
            return isFine ? nil : "\(identity): \(denied)"
        }
    }

    @Test func `a dry run is judged as if it were none`() throws {
        try forEachRequest(10) { asked, dice in
            let identity = RandomRequest.identity(dice.pick(Tier.allCases), &dice)
            let groups = [identity.isLimited ? "seal:limited" : "seal:\(identity.tier.name)"]
            let body = asked.body(identity.username, groups)
            let dry = body.replacing(#""dryRun":false"#, #""dryRun":true"#)
            #expect(dry != body)
            let (first, second) = try (
                Place.engine.verdict(on: body, by: .staker(identity)),
                Place.engine.verdict(on: dry, by: .staker(identity))
            )
            return first == second ? nil : "\(first), \(second)"
        }
    }

    @Test func `a service account never may more than its owner`() throws {
        try forEachRequest(11) { asked, dice in
            let owner = Asked.staker(dice.pick(Tier.allCases))
            let body = asked.body("system:serviceaccount:\(Asked.home):default", ["system:serviceaccounts"])
            let account = try Place.engine.verdict(on: body, by: .serviceAccount(owner))
            guard account.isAllowed, try !isAllowed(asked, owner) else { return nil }
            return "\(owner.tier)"
        }
    }

    @Test func `a weaker rule never denies more`() throws {
        try forEachRequest(12) { asked, dice in
            let identity = RandomRequest.identity(dice.pick(Tier.allCases), &dice)
            let rule = dice.pick(Rule.allCases)
            var policy = Place.policy
            policy.enforcements = [rule: dice.pick([.warn, .audit])]
            let (strict, weak) = try (
                Place.engine.verdict(asked, by: identity), Engine(policy).verdict(asked, by: identity)
            )
            if rule.isFixed { return strict == weak ? nil : "\(rule) is fixed: \(strict), \(weak)" }
            if weak.denials.contains(where: { $0.rule == rule }) { return "\(rule) still denies" }
            return strict.isAllowed && !weak.isAllowed ? "\(rule): \(weak)" : nil
        }
    }

    @Test func `an exemption never denies more, and helps nobody else`() throws {
        try forEachRequest(13) { asked, dice in
            let identity = RandomRequest.identity(dice.pick(Tier.allCases), &dice)
            let rules = Set((0...2).map { _ in dice.pick(Rule.allCases) })
            var exemption = Exemption(rules: rules, addresses: [identity.owner], reason: "a test")
            if dice.oneIn(3) { exemption.namespaces = [dice.pick(Place.allCases).namespace] }
            if dice.oneIn(3) { exemption.until = WallTime(seconds: dice.pick([1_799_999_999, 1_800_000_001])) }
            var policy = Place.policy
            policy.exemptions = [exemption]
            let strict = try Place.engine.verdict(asked, by: identity)
            let exempt = try Engine(policy).verdict(asked, by: identity)
            if strict.isAllowed, !exempt.isAllowed { return "\(rules): \(exempt)" }
            if !exempt.isExempted, exempt != strict { return "\(rules) changed without being used" }
            // What is denied for a rule that is not exempt stays denied.
            let others = strict.denials.filter { !rules.contains($0.rule) || !$0.rule.isExemptible }
            if !others.isEmpty, exempt.isAllowed { return "\(rules) lifted \(others)" }
            policy.exemptions[0].addresses = [Bytes32()]
            let stranger = try Engine(policy).verdict(asked, by: identity)
            return stranger == strict ? nil : "another's exemption counted: \(stranger)"
        }
    }
}
