// SPDX-License-Identifier: Apache-2.0
internal import WorkerProtocol

/// What was found out in one round; what nobody could say is unknown, and is no reason for anything.
struct WorkerNews: Hashable, Sendable {
    /// What the chain says, by fresh look-ups of our own.
    var standing = MachineStanding.unknown
    /// Whether it was asked so that as many nodes as can had to say the same.
    var isAgreed = false
    /// What the master says; `nil` where it did not answer.
    var master: MasterWord?
    /// How the agent is.
    var agent = AgentState.unknown
    /// How many pods run; `nil` where they could not be counted.
    var pods: Int?
}

/// What of a master's word the machine's course looks at.
struct MasterWord: Hashable, Sendable {
    /// Where it thinks that the machine stands.
    var standing: WorkerStanding
    /// Whether it wants the machine empty.
    var drains: Bool

    /// Whether the chain should be asked about it at once.
    var isAlarming: Bool { drains || standing.isOver }
}
