// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// An object, or two, and the rules for which each tier that writes is denied it.
struct Judged: CustomTestStringConvertible {
    let object: String
    let old: String?
    let developer: [Rule]
    let admin: [Rule]
    let `super`: [Rule]

    /// An object that is made, or an old one that becomes it.
    init(_ object: String, was old: String? = nil, _ developer: [Rule], _ admin: [Rule], _ super: [Rule] = []) {
        self.object = object
        self.old = old
        self.developer = developer
        self.admin = admin
        self.super = `super`
    }

    /// An object that is everybody's to make, or nobody's below the super tier.
    init(_ object: String, was old: String? = nil, belowSuper rules: [Rule]) {
        self.init(object, was: old, rules, rules)
    }

    /// An object that is everybody's to make, or nobody's.
    init(_ object: String, was old: String? = nil, all rules: [Rule]) {
        self.init(object, was: old, rules, rules, rules)
    }

    var testDescription: String { old.map { "\($0) becomes \(object)" } ?? object }

    /// Asks for each of the tiers from the lowest on that may write the kind.
    func check(_ asked: Asked, from lowest: Tier = .developer, _ policy: Policy = Policy()) throws {
        var asked = asked
        asked.object = object
        if let old {
            asked.operation = .update
            asked.old = old
        }
        for (tier, rules) in [(Tier.developer, developer), (.admin, admin), (.super, `super`)] where tier >= lowest {
            #expect(try asked.denials(tier, policy) == rules, "\(tier.name)")
        }
    }
}
