// SPDX-License-Identifier: Apache-2.0

/// Which machines may join, and how they may look.
public struct NodePolicy: Sendable, Equatable {
    /// Machines of the operator's own, which never depend on us.
    public var trusted: [String] = []
    /// Labels that a machine may give itself; one that ends in `/*` stands for all under it.
    public var labels = [
        "kubernetes.io/arch", "kubernetes.io/hostname", "kubernetes.io/os", "beta.kubernetes.io/arch",
        "beta.kubernetes.io/instance-type", "beta.kubernetes.io/os", "node.kubernetes.io/instance-type",
        "topology.kubernetes.io/region", "topology.kubernetes.io/zone", "k3s-daas.io/worker",
    ]
    /// What every staked machine must carry: nothing runs there but what tolerates it.
    public static let taint = "k3s-daas.io/worker"

    /// The defaults.
    public init() {}

    /// Whether a machine is the operator's own.
    public func isTrusted(_ name: Span<UInt8>) -> Bool {
        for own in trusted where Text.equals(name, own) { return true }
        return false
    }

    /// Whether a machine may give itself a label.
    func isAllowed(label: Span<UInt8>) -> Bool {
        for allowed in labels {
            if Text.equals(label, allowed) { return true }
            guard allowed.hasSuffix("/*") else { continue }
            if Text.hasPrefix(label, String(allowed.dropLast())) { return true }
        }
        return false
    }
}
