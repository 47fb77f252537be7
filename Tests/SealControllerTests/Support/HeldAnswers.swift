// SPDX-License-Identifier: Apache-2.0
import Kernel

/// Answers of a fake that a test holds back, and lets go when it likes.
final class HeldAnswers: Sendable {
    private struct State: Sendable {
        var isHolding = false
        var held: [@Sendable () -> Void] = []
    }

    private let state = Locked(State())

    /// Gives an answer, or keeps it; whether it is kept.
    @discardableResult func give(_ answer: @escaping @Sendable () -> Void) -> Bool {
        let isHeld = state.withLock { state in
            if state.isHolding { state.held.append(answer) }
            return state.isHolding
        }
        if !isHeld { answer() }
        return isHeld
    }

    /// Keeps whatever comes from now on.
    func hold() { state.withLock { $0.isHolding = true } }

    /// Lets all go, and keeps none any more.
    func release() {
        let held = state.withLock { state in
            state.isHolding = false
            defer { state.held = [] }
            return state.held
        }
        for answer in held { answer() }
    }
}
