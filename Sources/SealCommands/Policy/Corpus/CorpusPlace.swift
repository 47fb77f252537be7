// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import StakeRBAC

/// Where a request is about.
struct CorpusPlace: Hashable, Sendable {
    /// For people: `in the own namespace`.
    let label: String
    let namespace: String

    static func own(_ owner: Bytes32) -> CorpusPlace {
        CorpusPlace(label: "in own namespace", namespace: HomeNamespace.name(of: owner))
    }
    static let other = CorpusPlace(label: "in another namespace", namespace: "sealctl-anybody")
    static let system = CorpusPlace(label: "in kube-system", namespace: "kube-system")
    static let everywhere = CorpusPlace(label: "in all namespaces at once", namespace: "")
    static let cluster = CorpusPlace(label: "", namespace: "")

    static func named(_ namespace: String) -> CorpusPlace {
        CorpusPlace(label: "in \(namespace)", namespace: namespace)
    }
}
