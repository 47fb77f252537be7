// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Telemetry
internal import Wiring

/// What a home is made of, in the order in which it is made: limits stand before anybody gets in.
enum HomePart: String, Sendable, CaseIterable, MetricLabel {
    case namespace, limits, quota, network, admins, owner

    /// The order in which a home is lost: access first.
    static let leaving: [HomePart] = [.owner, .namespace, .limits, .quota, .network, .admins]

    /// What kind of object it is.
    var kind: ManagedKind {
        switch self {
        case .namespace: .namespaces
        case .limits: .limitRanges
        case .quota: .resourceQuotas
        case .network: .networkPolicies
        case .admins, .owner: .roleBindings
        }
    }

    /// What it is called in a home; a Namespace is called by its owner.
    var name: String? {
        switch self {
        case .namespace: nil
        case .limits, .quota: "k3s-daas-stake"
        case .network: "k3s-daas-default-deny"
        case .admins: TierRoles.name(.admin)
        case .owner: TierRoles.name(.developer)
        }
    }

    /// Which part an object in a home is; `nil` for one that is none.
    static func of(_ view: ManagedView) -> HomePart? {
        allCases.first { $0.kind == view.kind && ($0.name ?? view.name) == view.name }
    }
}
