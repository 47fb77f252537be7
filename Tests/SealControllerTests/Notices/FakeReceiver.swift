// SPDX-License-Identifier: Apache-2.0
import Kernel

@testable import SealController

/// Somebody who is told, and fails as often as a test says.
final class FakeReceiver: NoticeReceiver {
    struct State: Sendable {
        var told: [String] = []
        var failures: [DeliveryFailure] = []
        var rests = 0
        var ticks = 0
    }

    let kind: ReceiverKind
    let state = Locked(State())

    init(_ kind: ReceiverKind, failing failures: [DeliveryFailure] = []) {
        self.kind = kind
        state.withLock { $0.failures = failures }
    }

    var told: [String] { state.withLock { $0.told } }

    func tell(_ notice: Notice, at now: Moment, completion: @escaping @Sendable (DeliveryOutcome) -> Void) {
        let failure = state.withLock { state -> DeliveryFailure? in
            guard state.failures.isEmpty else { return state.failures.removeFirst() }
            state.told.append(notice.name)
            return nil
        }
        completion(failure.map { .failed($0) } ?? .told)
    }

    func tick(at now: Moment) { state.withLock { $0.ticks += 1 } }
    func rest() { state.withLock { $0.rests += 1 } }
}
