// SPDX-License-Identifier: Apache-2.0
public import StakeRBAC

/// The engine of the policy in force for one thread, without a lock while the policy stands still.
public struct EngineReader: ~Copyable, Sendable {
    private let store: PolicyStore
    private var engine: Engine
    private var version: Int

    /// Gets ready for the thread that will ask.
    public init(_ store: PolicyStore) {
        self.store = store
        // The version first: a swap in between is seen at the first question.
        version = store.currentVersion
        engine = store.current
    }

    /// What decides now.
    public mutating func current() -> Engine {
        let newest = store.currentVersion
        guard newest != version else { return engine }
        version = newest
        engine = store.current
        return engine
    }
}
