// SPDX-License-Identifier: Apache-2.0
internal import KubeClient

/// The kinds of objects that are kept, each watched by itself.
enum ManagedKind: String, Sendable, CaseIterable {
    case namespaces, limitRanges, resourceQuotas, networkPolicies, roleBindings

    /// What all objects of ours have, and nothing else: admission lets nobody below the super tier change it.
    static let label = "k3s-daas.io/managed"
    /// Its value on what is kept here.
    static let mark = "namespaces"

    /// How it is called in a path.
    var resource: KubeResource {
        switch self {
        case .namespaces: .namespaces
        case .limitRanges: KubeResource(plural: "limitranges", isNamespaced: true)
        case .resourceQuotas: KubeResource(plural: "resourcequotas", isNamespaced: true)
        case .networkPolicies: .networkPolicies
        case .roleBindings: .roleBindings
        }
    }

    /// What is watched: all namespaces, for one that others made is to be known before it is asked for; of the others, ours.
    var plan: KubeWatchPlan {
        KubeWatchPlan(resource, labels: self == .namespaces ? [] : [.equals(Self.label, Self.mark)])
    }
}
