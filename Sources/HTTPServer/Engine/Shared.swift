// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Synchronization

/// What all loops of a server look at.
final class Shared: Sendable {
    let limits: Limits
    /// How long a drain may take.
    let drain: Duration
    let listeners: [Listener]
    let memory: MemoryBudget
    let onEvent: @Sendable (ServerEvent) -> Void

    /// Open connections, all loops together.
    let connections = Atomic<Int>(0)
    /// Requests that wait for a handler, all loops together.
    let inFlight = Atomic<Int>(0)
    /// Connections that a drain waits for: all but those of listeners that serve through it.
    ///
    /// Counted from accept on, so that one that is on its way to its loop is not forgotten.
    let held = Atomic<Int>(0)
    /// Whether nothing is accepted any more that a drain would wait for.
    let areDoorsClosed = Atomic(false)
    /// Connections that a stop has cut.
    let cut = Atomic<Int>(0)

    init(
        limits: Limits, drain: Duration, listeners: [Listener], onEvent: @escaping @Sendable (ServerEvent) -> Void
    ) {
        self.limits = limits
        self.drain = drain
        self.listeners = listeners
        self.onEvent = onEvent
        memory = MemoryBudget(total: limits.bodyMemory, reserved: limits.reservedBodyMemory)
    }

    /// Takes a connection of `listener` into account.
    func count(opened listener: Int) -> Int {
        if !listeners[listener].settings.servesWhileDraining { held.add(1, ordering: .relaxed) }
        return connections.add(1, ordering: .relaxed).newValue
    }

    /// Takes into account that one is gone.
    func count(closed listener: Int) {
        if !listeners[listener].settings.servesWhileDraining { held.subtract(1, ordering: .relaxed) }
        connections.subtract(1, ordering: .relaxed)
    }
}
