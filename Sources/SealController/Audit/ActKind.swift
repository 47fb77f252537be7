// SPDX-License-Identifier: Apache-2.0

/// What a controller does that is written down; closed.
enum ActKind: String, Sendable, CaseIterable {
    /// An owner was let into a namespace.
    case accessGrant = "access_grant"
    /// An owner has no access to a namespace any more.
    case accessRevoke = "access_revoke"
    /// A worker was let work, on the chain.
    case activate
    /// A root of the audit logs was put on the chain.
    case anchor
    /// The log of anchorings was begun anew, behind a root whose tree nobody has any more.
    case anchorRestart = "anchor_restart"
    /// The head of an audit log was not believed.
    case auditHead = "audit_head"
    /// Whether this controller acts has changed.
    case lead
    /// A home, or an object in it, was made what it should be.
    case namespaceApply = "namespace_apply"
    /// A home was deleted, with all that was stored there.
    case namespaceDelete = "namespace_delete"
    /// A Node was deleted.
    case nodeDelete = "node_delete"
    /// Something was said about a Node, for people.
    case nodeEvent = "node_event"
    /// What kept a Node that was deleted was taken away.
    case nodeRelease = "node_release"
    /// A Node's taints were set.
    case nodeTaint = "node_taint"
    /// Somebody outside was told of a slashing.
    case notice
    /// The password by which k3s knows a machine was taken away.
    case passwordEnd = "password_end"
    /// K3s was told by which password it knows a machine.
    case passwordMake = "password_make"
    /// A pod was asked to leave a machine.
    case podEvict = "pod_evict"
    /// A pod was deleted without waiting for its machine.
    case podKill = "pod_kill"
    /// A file that had changed was taken, or was not.
    case reload
    /// A request that stands on chain was given to a worker there.
    case requestAssign = "request_assign"
    /// A request was carried out as its submitter, or could not be.
    case requestDo = "request_do"
    /// The chain was told what became of a request.
    case requestFinish = "request_finish"
    /// The process began, or ended.
    case run
    /// A join token was ended.
    case tokenEnd = "token_end"
    /// A join token was made.
    case tokenMake = "token_make"
    /// What had been stopped in a home was started.
    case workloadStart = "workload_start"
    /// What ran in a home was stopped.
    case workloadStop = "workload_stop"
}
