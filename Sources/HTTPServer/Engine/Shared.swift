// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Synchronization

/// What all loops of a server look at.
final class Shared: Sendable {
    let limits: Limits
    let listeners: [Listener]
    let memory: MemoryBudget
    let onEvent: @Sendable (ServerEvent) -> Void

    /// Open connections, all loops together.
    let connections = Atomic<Int>(0)
    /// Requests that wait for a handler, all loops together.
    let inFlight = Atomic<Int>(0)
    /// Connections that a stop has cut.
    let cut = Atomic<Int>(0)

    init(limits: Limits, listeners: [Listener], onEvent: @escaping @Sendable (ServerEvent) -> Void) {
        self.limits = limits
        self.listeners = listeners
        self.onEvent = onEvent
        memory = MemoryBudget(total: limits.bodyMemory, reserved: limits.reservedBodyMemory)
    }
}
