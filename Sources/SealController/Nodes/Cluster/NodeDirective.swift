// SPDX-License-Identifier: Apache-2.0

/// What an operator says about one machine, by a label on its Node.
enum NodeDirective: String, Sendable, CaseIterable {
    /// Nothing is done to it any more, whatever becomes of its stake.
    case hold
    /// It is removed if its stake is lost, though many others are.
    case release

    /// A kubelet may give its Node labels, but none under this domain.
    static let label = "k3s-daas.node-restriction.kubernetes.io/reaction"
}
