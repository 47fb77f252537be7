// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// In which order programs end: the last that was started first, each with its time, and then without grace.
///
/// Pure: it knows no process and no clock.
struct ShutdownPlan: Sendable, Equatable {
    /// What is to be done next.
    enum Action: Sendable, Equatable {
        /// The program at this place is asked to end.
        case terminate(Int)
        /// It is made to.
        case kill(Int)
        /// Its end is waited for.
        case wait(until: Monotonic)
        /// All have ended.
        case done
    }

    /// How long a program that was killed may take to be gone: what hangs in the kernel is left behind.
    static let killPatience = Duration.seconds(5)

    private var timeouts: [Duration]
    private var current: Int
    private var step = Step.untouched

    private enum Step: Equatable {
        case untouched
        case asked(until: Monotonic)
        case killed(until: Monotonic)
    }

    /// Plans the end of programs, each with the time that it gets, in the order of their start.
    init(_ timeouts: [Duration]) {
        self.timeouts = timeouts
        current = timeouts.count - 1
    }

    /// Takes all grace away: who was asked to end is made to, and who was not has no time for it.
    mutating func hurry(at now: Monotonic) {
        timeouts = timeouts.map { _ in .zero }
        if case .asked = step { step = .asked(until: now) }
    }

    /// Decides; to be asked again until it says to wait, and whenever a program has ended or that time has come.
    mutating func next(isRunning: (Int) -> Bool, at now: Monotonic) -> Action {
        while current >= 0 {
            guard isRunning(current) else {
                skip()
                continue
            }
            switch step {
            case .untouched:
                step = .asked(until: now.advanced(by: timeouts[current]))
                return .terminate(current)
            case .asked(let end):
                guard now >= end else { return .wait(until: end) }
                step = .killed(until: now.advanced(by: Self.killPatience))
                return .kill(current)
            case .killed(let end):
                guard now >= end else { return .wait(until: end) }
                skip()
            }
        }
        return .done
    }

    private mutating func skip() {
        current -= 1
        step = .untouched
    }
}
