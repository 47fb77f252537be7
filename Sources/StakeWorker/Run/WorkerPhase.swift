// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What a machine is doing.
enum WorkerPhase: Hashable, Sendable {
    /// It works, or would if it were let.
    case working
    /// The chain has said that it may not work any more, and is asked again.
    case doubting(LossReason, since: Monotonic, words: Int)
    /// Its pods have until then to leave.
    case draining(LossReason, until: Monotonic)
    /// The agent is being stopped.
    case stopping(LossReason)
    /// The agent does not run, and why.
    case stopped(LossReason)

    /// Its name: closed, for metrics and pages.
    enum Name: String, Sendable, CaseIterable {
        case working, doubting, draining, stopping, stopped
    }

    /// Its name.
    var name: Name {
        switch self {
        case .working: .working
        case .doubting: .doubting
        case .draining: .draining
        case .stopping: .stopping
        case .stopped: .stopped
        }
    }

    /// Why it does not simply work.
    var reason: LossReason? {
        switch self {
        case .working: nil
        case .doubting(let reason, _, _), .draining(let reason, _), .stopping(let reason), .stopped(let reason): reason
        }
    }
}
