// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Questions that are asked again and again, for who watches until told otherwise: nodes that are away for a while are waited for.
///
/// Only those that have answered once: who names a node that there is not hears of it at once.
struct SteadyAsking {
    private let warn: (String) -> Void
    private let pause: (Duration) -> Void
    private var hasAnswered = false
    private var isAway = false

    /// How long is waited between two questions.
    static let interval = Duration.milliseconds(500)

    /// `warn` is told once that nobody answers, and once that somebody does again.
    init(warn: @escaping (String) -> Void, pause: @escaping (Duration) -> Void = { Pause.take($0) }) {
        self.warn = warn
        self.pause = pause
    }

    /// Asks until there is an answer, or a failure that waiting does not mend.
    mutating func answer<Value>(_ ask: () throws(CommandFailure) -> Value) throws(CommandFailure) -> Value {
        while true {
            do throws(CommandFailure) {
                let value = try ask()
                if isAway { warn("the nodes answer again") }
                (hasAnswered, isAway) = (true, false)
                return value
            } catch {
                guard hasAnswered, error.mayPass else { throw error }
                if !isAway { warn("\(error.message); asking until one answers") }
                isAway = true
                wait()
            }
        }
    }

    /// Waits for the next question's time.
    func wait() { pause(Self.interval) }
}
