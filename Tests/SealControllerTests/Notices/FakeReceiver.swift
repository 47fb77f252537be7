// SPDX-License-Identifier: Apache-2.0
import Kernel

@testable import SealController

/// Somebody who is told, and fails as often as a test says.
final class FakeReceiver: NoticeReceiver {
    struct State: Sendable {
        var told: [String] = []
        var notices: [Notice] = []
        var failures: [DeliveryFailure] = []
        var rests = 0
        var ticks = 0
    }

    let kind: ReceiverKind
    let state = Locked(State())
    private let answers = HeldAnswers()

    init(_ kind: ReceiverKind, failing failures: [DeliveryFailure] = []) {
        self.kind = kind
        state.withLock { $0.failures = failures }
    }

    var told: [String] { state.withLock { $0.told } }

    /// What it was told of changes, in words.
    var changes: [String] {
        state.withLock { $0.notices }.map { notice in
            guard case .change(let change) = notice else { return notice.name }
            return "\(change.reason.rawValue) \(TierChange.name(change.before))-\(TierChange.name(change.after))"
        }
    }

    func tell(_ notice: Notice, at now: Moment, completion: @escaping @Sendable (DeliveryOutcome) -> Void) {
        let failure = state.withLock { state -> DeliveryFailure? in
            guard state.failures.isEmpty else { return state.failures.removeFirst() }
            state.told.append(notice.name)
            state.notices.append(notice)
            return nil
        }
        let outcome: DeliveryOutcome = failure.map { .failed($0) } ?? .told
        answers.give { completion(outcome) }
    }

    /// Answers nobody from now on.
    func hold() { answers.hold() }

    /// Lets all answers go.
    func release() { answers.release() }

    func tick(at now: Moment) { state.withLock { $0.ticks += 1 } }
    func rest() { state.withLock { $0.rests += 1 } }
}
