// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// How a worker is, for pages and metrics; nothing in it is secret.
struct WorkerStatus: Hashable, Sendable {
    /// What it is doing.
    var phase = WorkerPhase.Name.working
    /// Why it does not simply work.
    var reason: LossReason?
    /// What the chain said last.
    var standing = MachineStanding.unknown
    /// The node's name in Kubernetes; `nil` before it has joined.
    var nodeName: String?
    /// What is locked for the node, in MIST, and what must be; `nil` before the chain has said so.
    var stake: UInt64?
    var required: UInt64?
    /// Whether the seal opens the public API.
    var isSealLive: Bool?
    /// When the chain, and the master, last said something.
    var chainAt: WallTime?
    var masterAt: WallTime?
    /// Why the chain, and the master, last said nothing; `nil` while they do.
    var chainFailure: WorkerFailure.Code?
    var masterFailure: WorkerFailure.Code?
    /// How the agent is.
    var agent = AgentState.unknown
    /// How the machine is.
    var measurement = Measurement()
    /// When the chain was last told how the machine is.
    var reportedAt: WallTime?
    /// When the last round ended.
    var roundAt: Monotonic?

    /// One line for `systemctl status`.
    var line: String {
        var parts = [reason.map { "\(phase.rawValue): \($0.phrase)" } ?? phase.rawValue]
        if let nodeName { parts.append("node \(nodeName)") }
        parts.append("agent \(agent.rawValue)")
        if let chainFailure { parts.append("chain: \(chainFailure.rawValue)") }
        if let masterFailure { parts.append("master: \(masterFailure.rawValue)") }
        return parts.joined(separator: ", ")
    }
}
