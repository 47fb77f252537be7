// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What of a pod decides here.
struct PodView: Hashable, Sendable {
    var namespace: String
    var name: String
    var uid: String
    /// Whether somebody has deleted it, and the machine has not confirmed.
    var isTerminating = false
    /// Whether it stays whatever is deleted: a DaemonSet makes it anew, or it is a file on the machine; or it runs no longer.
    var isLeftAlone = false
    /// The Secrets of its namespace that the machine was given for it.
    var secrets: [String] = []

    /// Whether it is one of the cluster's own, which should never run on a staker's machine.
    var isSystem: Bool { namespace.hasPrefix("kube-") }
}

/// The pods of a machine as of some time.
struct PodList: Hashable, Sendable {
    var pods: [PodView]
    var taken: Moment
}
