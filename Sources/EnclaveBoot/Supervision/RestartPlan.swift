// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// When a program that has ended is started again.
///
/// Pure: it knows no process and no clock.
struct RestartPlan: Sendable, Equatable {
    /// What becomes of a program.
    enum Decision: Sendable, Equatable {
        /// It is started again after a while.
        case restart(after: Duration)
        /// It has done its part.
        case leave
        /// It must run and does not: the enclave ends.
        case giveUp
    }

    /// How a program came to its end.
    enum End: Sendable, Equatable {
        /// It ran and ended.
        case ended(ChildProcess.End)
        /// It could not be started.
        case notStarted
    }

    /// How fast programs are started again.
    struct Pace: Sendable, Equatable {
        /// The first delay, which doubles with every failure in a row.
        var firstDelay = Duration.seconds(1)
        /// The longest.
        var longestDelay = Duration.seconds(60)
        /// A program that ran so long was well: its failures are forgotten.
        var healthy = Duration.seconds(60)
        /// After so many restarts in a row without a healthy run an essential program is not to be had.
        var patience = 5
    }

    let policy: BootConfiguration.RestartPolicy
    let isEssential: Bool
    let pace: Pace
    /// How often in a row it ended without having been well.
    private(set) var failures = 0

    init(_ policy: BootConfiguration.RestartPolicy, isEssential: Bool, pace: Pace = Pace()) {
        self.policy = policy
        self.isEssential = isEssential
        self.pace = pace
    }

    /// Decides after a run of so long; what could not be started ran not at all.
    mutating func decide(_ end: End, ran: Duration) -> Decision {
        if ran >= pace.healthy { failures = 0 }
        let isAgain =
            switch policy {
            case .always: true
            case .onFailure: end != .ended(.code(0))
            case .never: false
            }
        guard isAgain else { return isEssential ? .giveUp : .leave }
        if isEssential, failures >= pace.patience { return .giveUp }
        // Beyond 2^16 the cap has long been reached.
        let delay = min(pace.longestDelay, pace.firstDelay * (1 << min(failures, 16)))
        failures += 1
        return .restart(after: delay)
    }
}
