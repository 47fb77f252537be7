// SPDX-License-Identifier: Apache-2.0

/// The one way to what runs pods.
protocol AgentDoor: Sendable {
    /// How the unit is; blocks for a moment.
    func state() -> AgentState
    /// Has it run, now and after each start of the machine.
    func start() throws(WorkerFailure)
    /// Has it run no more; pods that it started go on until it is told otherwise.
    func stop() throws(WorkerFailure)
}

/// How the agent's unit is; closed, and its raw values are the labels of metrics.
enum AgentState: String, Sendable, CaseIterable {
    /// It runs, and has found its server.
    case active
    /// It is on its way.
    case activating
    /// It does not run.
    case inactive
    /// It has given up.
    case failed
    /// There is no such unit.
    case missing
    /// Nobody could say.
    case unknown
}
