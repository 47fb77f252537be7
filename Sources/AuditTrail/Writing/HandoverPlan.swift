// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// When a folder that another process has is asked for again, and when somebody is told that this takes long.
struct HandoverPlan {
    /// What to do now that the folder is another's.
    enum Step: Equatable {
        /// Ask again then.
        case wait(until: Monotonic)
        /// The same, and say that it takes long.
        case tell(until: Monotonic)
        /// The end has come.
        case giveUp
    }

    private let since: Monotonic
    private var isTold = false

    /// How often the folder is asked for.
    static let pause = Duration.milliseconds(100)
    /// How long a predecessor may take before somebody is told.
    static let patience = Duration.seconds(60)

    /// Waits from `since` on.
    init(since: Monotonic) { self.since = since }

    /// What to do; `end` is until when to wait if the trail is closing, and now if it is not said.
    mutating func next(at now: Monotonic, isClosing: Bool, end: Monotonic?) -> Step {
        if isClosing, now >= end ?? now { return .giveUp }
        let until = now.advanced(by: Self.pause)
        guard !isTold, now.since(since) >= Self.patience else { return .wait(until: until) }
        isTold = true
        return .tell(until: until)
    }
}
