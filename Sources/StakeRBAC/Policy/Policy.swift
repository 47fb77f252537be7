// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
public import SealAuthN

/// What the operator decides about the engine; its defaults are the product's.
public struct Policy: Sendable {
    /// What metrics and audit call it.
    public var version = "built-in"
    /// What tiers cost at least, in MIST, beside what the chain asks for.
    public var floors = TierFloors()
    /// What becomes of whoever breaks a rule; enforced where nothing is said.
    public var enforcements: [Rule: Enforcement] = [:] { didSet { table = Self.table(enforcements) } }
    /// Whom namespaces belong to, and which are nobody's.
    public var namespaces = NamespacePolicy()
    /// Which kinds there are, and who may write them.
    public var kinds = KindTable()
    /// What pods may be.
    public var pods = PodPolicy()
    /// What reaches pods from outside.
    public var network = NetworkPolicy()
    /// What volumes may be made of.
    public var storage = StoragePolicy()
    /// The API groups that an admin may define resources in.
    public var resourceGroups: [String] = []
    /// How much a stake is worth; `nil` is no limit.
    public var quotas = TierTable<StakeQuota?> { $0 == .super ? nil : StakeQuota() }
    /// Who need not keep what.
    public var exemptions: [Exemption] = []
    /// Which machines may join, and how they may look.
    public var nodes = NodePolicy()
    /// Whether the super tier is the cluster's administrator.
    public var isSuperUnrestricted = false
    /// Whether what a stake allows is allowed by it alone, without a role of the cluster's.
    public var authorizerAllows = false

    // By the rules' places, so that a decision hashes nothing.
    private var table: [Enforcement] = Policy.table([:])

    /// The defaults.
    public init() {}

    /// The highest tier whose floor a stake reaches together with all below it, if any.
    func tier(of stake: UInt64) -> Tier? {
        guard stake >= floors[.viewer] else { return nil }
        guard stake >= floors[.developer] else { return .viewer }
        guard stake >= floors[.admin] else { return .developer }
        return stake >= floors[.super] ? .super : .admin
    }

    /// What becomes of whoever breaks a rule.
    public func enforcement(of rule: Rule) -> Enforcement { table[rule.place] }

    private static func table(_ enforcements: [Rule: Enforcement]) -> [Enforcement] {
        Rule.allCases.map { $0.isFixed ? .enforce : enforcements[$0] ?? .enforce }
    }
}
