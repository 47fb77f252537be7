// SPDX-License-Identifier: Apache-2.0
import KubeClient

extension LeaseSettings {
    /// The defaults, for somebody.
    static func usual(_ identity: String) -> LeaseSettings {
        guard let settings = LeaseSettings(namespace: "kube-system", name: "k3s-daas", identity: identity) else {
            preconditionFailure("the defaults do not stand in order")
        }
        return settings
    }
}
