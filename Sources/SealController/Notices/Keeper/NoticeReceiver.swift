// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Somebody who is told.
protocol NoticeReceiver: Sendable {
    var kind: ReceiverKind { get }
    /// Tells it once, and calls back once, on any thread.
    func tell(_ notice: Notice, at now: Moment, completion: @escaping @Sendable (DeliveryOutcome) -> Void)
    /// Time has passed, for what is to be told again.
    func tick(at now: Moment)
    /// Another controller tells from here on.
    func rest()
}

extension NoticeReceiver {
    func tick(at now: Moment) {}
    func rest() {}
}
