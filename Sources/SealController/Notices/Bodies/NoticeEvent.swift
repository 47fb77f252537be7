// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import KubeClient
internal import SuiLedger
internal import Wire

/// A notice as an Event of Kubernetes, about somebody's home namespace.
///
/// Its name is made of the change's number: whoever says the same again is told that it was said.
struct NoticeEvent {
    private static let component = KubeCall.manager
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
        let time = RFC3339.write(notice.heard)
        var body = ByteBuffer()
        body.append("{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":" as StaticString)
        body.append(json: name)
        body.append(",\"namespace\":" as StaticString)
        body.append(json: namespace)
        body.append(",\"labels\":{\"app.kubernetes.io/managed-by\":\"k3s-daas\"}}" as StaticString)
        body.append(",\"involvedObject\":{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"name\":" as StaticString)
        body.append(json: subject)
        body.append(",\"namespace\":" as StaticString)
        body.append(json: namespace)
        body.append("},\"reason\":" as StaticString)
        body.append(json: reason)
        body.append(",\"message\":" as StaticString)
        body.append(json: sentence)
        body.append(",\"type\":" as StaticString)
        body.append(json: isWarning ? "Warning" : "Normal")
        body.append(",\"count\":1,\"firstTimestamp\":" as StaticString)
        body.append(json: time)
        body.append(",\"lastTimestamp\":" as StaticString)
        body.append(json: time)
        body.append(",\"source\":{\"component\":" as StaticString)
        body.append(json: Self.component)
        body.append("},\"reportingComponent\":" as StaticString)
        body.append(json: Self.component)
        body.append(",\"reportingInstance\":\"\"}" as StaticString)
        return body.bytes
    }
}
