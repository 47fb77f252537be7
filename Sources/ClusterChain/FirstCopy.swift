// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// How a start waits for the first copy of a chain.
///
/// Until it is there, nobody can say whose an identity is that was given out earlier: writes would be refused that another process at
/// the same address lets in, or that wait in a socket which outlives a process. A chain that nobody answers for is not waited for
/// long: what is none of our business has to be answered all the same.
public struct FirstCopy {
    /// How long at most.
    var patience = Duration.seconds(10)
    /// How often it is looked for.
    var interval = Duration.milliseconds(20)
    /// What time it is.
    var now: () -> Monotonic = { .now }
    /// Lets time pass.
    var pause: (Duration) -> Void = { Pause.take($0) }

    /// With the usual patience.
    public init() {}

    init(
        patience: Duration, interval: Duration, now: @escaping () -> Monotonic, pause: @escaping (Duration) -> Void
    ) {
        self.patience = patience
        self.interval = interval
        self.now = now
        self.pause = pause
    }

    /// Waits until `isThere`, or for as long as there is patience; whether it came.
    public func wait(until isThere: () -> Bool) -> Bool {
        let end = now().advanced(by: patience)
        while !isThere() {
            let time = now()
            guard time < end else { return false }
            pause(min(interval, end.since(time)))
        }
        return true
    }
}
