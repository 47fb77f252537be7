// SPDX-License-Identifier: Apache-2.0
import Kernel

@testable import SealController

/// Machines that take pods, as a test says.
final class FakeReadyNodes: ReadyNodes {
    private struct State: Sendable {
        var names: Set<String> = ["n-1"]
        var isRunning = false
        var whenAsked: @Sendable () -> Void = {}
        var failure: SystemError?
    }

    private let state = Locked(State())

    var names: Set<String> {
        get {
            state.withLock { $0.whenAsked }()
            return state.withLock { $0.names }
        }
        set { state.withLock { $0.names = newValue } }
    }

    var isRunning: Bool { state.withLock { $0.isRunning } }

    /// Does this whenever somebody asks which machines there are.
    func whenAsked(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.whenAsked = body } }

    /// From now on it does not start.
    func fail(_ failure: SystemError) { state.withLock { $0.failure = failure } }

    func start() throws(SystemError) {
        if let failure = state.withLock({ $0.failure }) { throw failure }
        state.withLock { $0.isRunning = true }
    }

    func stop() { state.withLock { $0.isRunning = false } }
}
