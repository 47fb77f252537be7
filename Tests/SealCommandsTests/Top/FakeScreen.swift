// SPDX-License-Identifier: Apache-2.0
import Kernel

@testable import SealCommands

/// A terminal whose keys a test has chosen.
final class FakeScreen: Screen {
    struct State: Sendable {
        /// One for each page that is drawn.
        var keys: [ScreenKey?]
        /// What is pressed while no page is there that was not answered.
        var early: [ScreenKey] = []
        var answered = 0
        var pages: [[String]] = []
        var isClosed = false
        var columns = 80
        /// After so many pages nobody looks any more.
        var patience = Int.max
    }

    let state: Locked<State>

    init(_ keys: [ScreenKey?]) { state = Locked(State(keys: keys)) }

    var size: (columns: Int, rows: Int) { (state.withLock { $0.columns }, 24) }

    func draw(_ lines: [String]) -> Bool {
        state.withLock { state in
            state.pages.append(lines)
            return state.pages.count < state.patience
        }
    }

    func key(until deadline: Monotonic) -> ScreenKey? {
        state.withLock { state in
            guard state.pages.count > state.answered else {
                return state.early.isEmpty ? nil : state.early.removeFirst()
            }
            state.answered = state.pages.count
            return state.keys.isEmpty ? .end : state.keys.removeFirst()
        }
    }

    func close() { state.withLock { $0.isClosed = true } }
}
