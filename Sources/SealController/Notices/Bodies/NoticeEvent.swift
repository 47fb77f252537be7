// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// A notice as an Event of Kubernetes, about somebody's home namespace.
///
/// Its name is made of the change's number: whoever says the same again is told that it was said.
struct NoticeEvent {
    private static let omittedReason = "NoticesOmitted"

    let notice: Notice
    /// The namespace that it is about; the controller's own for what is about many.
    let subject: String

    /// `home` names an owner's namespace; `own` is the controller's.
    init(_ notice: Notice, home: (Address) -> String, own: String) {
        self.notice = notice
        switch notice {
        case .change(let change): subject = home(change.owner)
        case .omitted: subject = own
        }
    }

    private var reason: String {
        switch notice {
        case .change(let change): change.reason.rawValue
        case .omitted: Self.omittedReason
        }
    }

    private var isWarning: Bool {
        switch notice {
        case .change(let change): change.reason.isWarning
        case .omitted: true
        }
    }

    private var sentence: String {
        switch notice {
        case .change(let change): change.sentence
        case .omitted(let omission): omission.sentence
        }
    }

    /// The Event's own name.
    var name: String { "\(subject).\(reason.lowercased()).\(notice.name)" }

    /// The object, to be kept in a namespace: the API wants what an Event is about to be in the same one.
    func body(in namespace: String) -> [UInt8] {
        EventBody(
            name: name, namespace: namespace,
            subject: .init(apiVersion: "v1", kind: "Namespace", name: subject, namespace: namespace), reason: reason,
            text: sentence, isWarning: isWarning
        ).json(at: notice.heard)
    }
}
