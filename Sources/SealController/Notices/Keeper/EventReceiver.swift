// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import StakeRBAC
internal import SuiLedger

/// Tells by an Event in the owner's home namespace, or, where there is none, in the controller's.
final class EventReceiver: NoticeReceiver {
    /// How long one call may take.
    static let callTimeout = Duration.seconds(10)

    let kind = ReceiverKind.event
    private let door: any KubeDoor
    private let own: String

    /// `own` is the controller's namespace.
    init(_ door: any KubeDoor, own: String) {
        self.door = door
        self.own = own
    }

    func tell(_ notice: Notice, at now: Moment, completion: @escaping @Sendable (DeliveryOutcome) -> Void) {
        let event = NoticeEvent(notice, home: { HomeNamespace.name(of: $0.raw) }, own: own)
        guard event.subject != own else { return create(event, in: own, completion) }
        door.send(Self.call(event, in: event.subject)) { [self] result in
            switch result {
            case .success: completion(.told)
            // There is no such namespace, or it is being deleted.
            case .failure(let error) where error.code == .notFound || error.code == .forbidden:
                create(event, in: own, completion)
            case .failure(let error): completion(DeliveryOutcome(error))
            }
        }
    }

    private func create(
        _ event: NoticeEvent, in namespace: String, _ completion: @escaping @Sendable (DeliveryOutcome) -> Void
    ) {
        door.send(Self.call(event, in: namespace)) { result in
            switch result {
            case .success: completion(.told)
            case .failure(let error): completion(DeliveryOutcome(error))
            }
        }
    }

    private static func call(_ event: NoticeEvent, in namespace: String) -> KubeCall {
        .create(.events, event.body(in: namespace), in: namespace).timeout(callTimeout)
    }
}
