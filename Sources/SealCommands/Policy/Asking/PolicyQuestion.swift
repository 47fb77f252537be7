// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// A request, in the words of either review.
struct PolicyQuestion: Sendable {
    /// The verb, as authorization has it.
    var verb: String
    var resource: ResourceName
    var part = ""
    var namespace = ""
    var name = ""
    /// What is to be, as JSON.
    var object: [UInt8]?
    /// What is.
    var oldObject: [UInt8]?

    private static let streams = ["exec", "attach", "portforward", "proxy"]

    /// What admission calls it; `nil` for what admission never sees.
    var operation: String? {
        if Self.streams.contains(part) { return "CONNECT" }
        return switch verb {
        case "create": "CREATE"
        case "update", "patch": "UPDATE"
        case "delete", "deletecollection": "DELETE"
        default: nil
        }
    }

    /// Apiservers name a Namespace as its own namespace, but for the authorizer where it is made.
    private var isNamespace: Bool { resource == ResourceName("", "namespaces") }

    /// Whether an apiserver would send an object, or what was there before it, that was not given.
    var lacksObject: Bool {
        switch operation {
        case "CREATE": object == nil
        case "UPDATE": object == nil || oldObject == nil
        default: false
        }
    }

    /// What is deleted, where nobody says it: an object with no more than its names, since an apiserver sends one always.
    private var assumed: [UInt8]? {
        guard operation == "DELETE" else { return nil }
        let namespace = namespace.isEmpty ? "" : ",\"namespace\":\(quoted(namespace))"
        return Array("{\"metadata\":{\"name\":\(quoted(name))\(namespace)}}".utf8)
    }

    /// The document that an apiserver would send to admission; `nil` if it would send none.
    func admissionReview(for asker: Asker) -> [UInt8]? {
        guard let operation else { return nil }
        var json = ByteBuffer()
        json.append(
            "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"sealctl\"")
        let resource =
            "{\"group\":\(quoted(resource.group)),\"version\":\"\",\"resource\":\(quoted(resource.resource))}"
        json.append(",\"resource\":\(resource),\"kind\":{\"group\":\(quoted(self.resource.group))}")
        json.append(",\"operation\":\"\(operation)\",\"subResource\":\(quoted(part))")
        json.append(",\"name\":\(quoted(name)),\"namespace\":\(quoted(isNamespace ? name : namespace))")
        json.append(",\"userInfo\":{\"username\":\(quoted(asker.username)),\"uid\":\(quoted(asker.uid))")
        json.append(",\"groups\":\(list(asker.groups))}")
        if let object {
            json.append(",\"object\":")
            json.append(object)
        }
        if let old = oldObject ?? assumed {
            json.append(",\"oldObject\":")
            json.append(old)
        }
        json.append("}}")
        return json.bytes
    }

    /// The document that an apiserver would send to the authorizer.
    func accessReview(for asker: Asker) -> [UInt8] {
        var json = ByteBuffer()
        json.append("{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SubjectAccessReview\",\"spec\":{")
        json.append("\"user\":\(quoted(asker.username)),\"uid\":\(quoted(asker.uid)),\"groups\":\(list(asker.groups))")
        json.append(",\"resourceAttributes\":{\"verb\":\(quoted(verb)),\"group\":\(quoted(resource.group))")
        json.append(",\"resource\":\(quoted(resource.resource)),\"subresource\":\(quoted(part))")
        let namespace = isNamespace && verb != "create" ? name : namespace
        json.append(",\"name\":\(quoted(name)),\"namespace\":\(quoted(namespace))}}}")
        return json.bytes
    }

    /// For people: `create deployments.apps "web" in namespace "team-a"`.
    var shown: String {
        let what = resource.description + (part.isEmpty ? "" : "/" + part) + (name.isEmpty ? "" : " \"\(name)\"")
        return "\(verb) \(what)" + (namespace.isEmpty ? "" : " in namespace \"\(namespace)\"")
    }

    private func quoted(_ text: String) -> String { JSONWriter.quoted(text) }

    private func list(_ texts: [String]) -> String { "[" + texts.map(quoted).joined(separator: ",") + "]" }
}
