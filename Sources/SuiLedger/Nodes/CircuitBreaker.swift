// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Whether a node may be asked: it is left alone for a while after it has failed several times, then tried with one question.
///
/// Pure: it is told the time, and what became of questions.
public struct CircuitBreaker: Hashable, Sendable {
    /// How patient it is.
    public struct Settings: Hashable, Sendable {
        /// Failures in a row after which a node is left alone.
        public var failures = 3
        /// For how long, the first time.
        public var pause = Duration.seconds(1)
        /// For how long at most; each failed trial doubles the time.
        public var longestPause = Duration.seconds(60)

        /// The defaults.
        public init() {}
    }

    /// What may be asked.
    public enum State: String, Hashable, Sendable {
        /// Anything.
        case closed
        /// Nothing.
        case open
        /// One question at a time.
        case halfOpen = "half_open"
    }

    private let settings: Settings
    private var failures = 0
    private var pause: Duration
    private var until: Monotonic?
    private var isTrying = false

    /// A node that nothing is known of.
    public init(_ settings: Settings = Settings()) {
        self.settings = settings
        pause = settings.pause
    }

    /// What may be asked now.
    public func state(_ now: Monotonic) -> State {
        guard let until else { return .closed }
        return now < until ? .open : .halfOpen
    }

    /// Whether a question may be asked now; who is told yes must say what became of it.
    public mutating func admits(_ now: Monotonic) -> Bool {
        switch state(now) {
        case .closed: return true
        case .open: return false
        case .halfOpen:
            guard !isTrying else { return false }
            isTrying = true
            return true
        }
    }

    /// A question was answered.
    public mutating func succeeded() {
        failures = 0
        until = nil
        isTrying = false
        pause = settings.pause
    }

    /// A question was not answered, for a reason that lies with the node.
    public mutating func failed(_ now: Monotonic) {
        isTrying = false
        failures += 1
        if until != nil {
            pause = min(pause * 2, settings.longestPause)
            until = now.advanced(by: pause)
        } else if failures >= settings.failures {
            until = now.advanced(by: pause)
        }
    }

    /// A question was called off: it says nothing about the node.
    public mutating func abandoned() { isTrying = false }
}
