// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import StakeRBAC

extension PolicyKeys {
    /// Which machines may join, and how they may look.
    static let nodes = Field<Policy>(
        "nodes",
        section: [
            Field(
                "trusted", Form<String>.subdomain.list(0...PolicyLimits.trustedNodes), \.nodes.trusted,
                "Machines of the operator's own, such as the servers: they join without asking us."),
            Field(
                "labels", Form<String>.labelKey.list(0...PolicyLimits.names), \.nodes.labels,
                "Labels that a machine may give itself, example.com/* for all under a prefix; the list takes the place of this one."
            ),
        ], "Which machines may join, and how they may look."
    ) { place, policy in
        guard let labels = place["labels"] else { return }
        for label in labels.children where isReserved(label.text) {
            label.report(.conflict, "says what a machine is to be used for: no machine may say that of itself")
        }
        let given = policy.nodes.labels
        for label in ["kubernetes.io/arch", "kubernetes.io/hostname", "kubernetes.io/os"]
        where !given.contains(label) && !given.contains("kubernetes.io/*") {
            labels.warn("no machine can join without \(label): every kubelet gives it")
        }
    }

    /// Roles, and what the NodeRestriction plugin keeps for administrators.
    private static func isReserved(_ label: String) -> Bool {
        ["node-role.kubernetes.io", "node-restriction.kubernetes.io"].contains { reserved in
            let prefix = label.prefix { $0 != "/" }
            return prefix == reserved || prefix.hasSuffix("." + reserved)
        }
    }
}
