// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// When to anchor: at an interval, a little more so that clusters do not go in step, and sooner after a failure.
struct AnchorCourse: Sendable {
    /// How long after a controller began to lead it anchors at the latest.
    static let beginning = Duration.seconds(10)
    /// How long after a failure it is tried again, at first; the time doubles.
    static let firstWait = Duration.seconds(5)
    /// By how much an interval may be longer, in percent.
    static let jitter: Int64 = 10

    private let interval: Duration
    private var failures = 0
    private var isLeading = false
    /// When to anchor next; `nil` while another controller leads.
    private(set) var due: Monotonic?

    init(interval: Duration) { self.interval = interval }

    /// Takes in who leads.
    mutating func leads(_ leads: Bool, at now: Monotonic, using dice: inout some RandomNumberGenerator) {
        guard leads != isLeading else { return }
        isLeading = leads
        failures = 0
        due = leads ? now.advanced(by: Self.random(min(Self.beginning, interval), using: &dice)) : nil
    }

    /// Takes in how an attempt ended.
    mutating func ended(isFine: Bool, at now: Monotonic, using dice: inout some RandomNumberGenerator) {
        guard isLeading else { return }
        failures = isFine ? 0 : failures + 1
        guard !isFine else {
            due = now.advanced(by: interval + Self.random(interval * Self.jitter / 100, using: &dice))
            return
        }
        var wait = Self.firstWait
        for _ in 1..<min(failures, 40) where wait < interval { wait = wait * 2 }
        wait = min(wait, interval)
        due = now.advanced(by: wait / 2 + Self.random(wait / 2, using: &dice))
    }

    private static func random(_ most: Duration, using dice: inout some RandomNumberGenerator) -> Duration {
        .nanoseconds(Int64.random(in: 0...Int64(clamping: most.wholeNanoseconds), using: &dice))
    }
}
