// SPDX-License-Identifier: Apache-2.0
import Kernel

@testable import SealController

/// A journal whose disk a test has in its hands.
final class SlowJournal: ActJournal {
    private struct State {
        var acts: [String] = []
        var putOff = 0
        var waiting: [@Sendable (Bool) -> Void] = []
        /// What is said at once; nothing if `nil`.
        var answer: Bool?
    }

    private let state = Locked(State())

    func record(_ act: ActRecord, at time: WallTime) { state.withLock { $0.acts.append(Self.words(act)) } }

    func begin(_ act: ActRecord, at time: WallTime, then: @escaping @Sendable (Bool) -> Void) {
        let answer = state.withLock { state in
            state.acts.append(Self.words(act))
            if state.answer == nil { state.waiting.append(then) }
            return state.answer
        }
        if let answer { then(answer) }
    }

    func putOff(_ act: ActRecord, at time: WallTime) {
        state.withLock { state in
            state.acts.append(Self.words(act))
            state.putOff += 1
        }
    }

    /// Answers those who wait.
    func answer(_ lasts: Bool) {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for then in waiting { then(lasts) }
    }

    /// Answers nobody who comes from now on, until a test does.
    func hang() { state.withLock { $0.answer = nil } }

    /// Answers everybody who comes from now on at once.
    func answerAll(_ lasts: Bool) { state.withLock { $0.answer = lasts } }

    /// All that was written down, as `kind subject outcome`, or `kind subject outcome(code)`.
    var words: [String] { state.withLock { $0.acts } }

    /// How many acts were put off.
    var putOffs: Int { state.withLock { $0.putOff } }

    /// How many wait for an answer.
    var count: Int { state.withLock { $0.waiting.count } }

    private static func words(_ act: ActRecord) -> String {
        let code = act.outcome.code.map { "(\($0.text))" } ?? ""
        return "\(act.kind.rawValue) \(act.subject) \(act.outcome.word)\(code)"
    }
}
