// SPDX-License-Identifier: Apache-2.0
import StakeRBAC

/// The places that the table of tiers tells apart, each by a letter.
enum Place: Character, CaseIterable {
    /// The home of whoever asks.
    case home = "H"
    /// A namespace that the operator gave to whoever asks.
    case granted = "G"
    /// Another staker's home.
    case neighbour = "N"
    /// A namespace that is nobody's.
    case other = "O"
    /// A namespace that the operator protects.
    case protected = "P"
    case kubeSystem = "K"
    /// The product's own.
    case ours = "D"
    /// No namespace: what belongs to the cluster, or all namespaces at once.
    case cluster = "C"

    var namespace: String {
        switch self {
        case .home: Asked.home
        case .granted: "team-a"
        case .neighbour: Asked.othersHome
        case .other: "default"
        case .protected: "vault"
        case .kubeSystem: "kube-system"
        case .ours: "k3s-daas-system"
        case .cluster: ""
        }
    }

    /// All places in the order of the letters.
    static let letters = String(allCases.map(\.rawValue))

    /// A policy under which each place is what its name says.
    static let policy: Policy = {
        var policy = Policy()
        policy.namespaces.grants = [Asked.owner: ["team-a"]]
        policy.namespaces.protected = ["vault"]
        policy.storage.drivers = ["csi.example.com"]
        policy.resourceGroups = ["demo.example.com"]
        return policy
    }()
    static let engine = Engine(policy)
}
