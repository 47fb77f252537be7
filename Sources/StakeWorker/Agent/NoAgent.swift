// SPDX-License-Identifier: Apache-2.0

/// No agent: for who only watches.
struct NoAgent: AgentDoor {
    func state() -> AgentState { .unknown }

    func start() throws(WorkerFailure) { throw WorkerFailure(.configuration, "who only watches starts no agent") }

    func stop() throws(WorkerFailure) { throw WorkerFailure(.configuration, "who only watches stops no agent") }
}
