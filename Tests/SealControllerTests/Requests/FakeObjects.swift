// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SuiLedger
import TestSupport

@testable import SealController

/// As much of an apiserver as requests need: versions, uids, preconditions of server-side apply, merge patches and deletions.
///
/// What it does about each is what kube-apiserver 1.36 was seen to do.
final class FakeObjects: KubeDoor {
    struct Object: Sendable, Equatable {
        var uid: String
        var version: Int
        var created: WallTime
        /// The number in the annotation, if it says one of our scheduler.
        var annotation: String?
        /// What the documents say in `data` or `spec`, as text.
        var content: [String: String]
    }

    struct State: Sendable {
        var objects: [String: Object] = [:]
        /// Every change: by which request, to what.
        var effects: [(request: String, object: String, what: String)] = []
        var count = 100
        var now = WallTime(seconds: 1_800_000_000)
        var calls: [KubeCall] = []
    }

    /// A scheduler's id, and what of it stands in annotations.
    static let mark = RequestMark(
        scheduler: Address("0xfeedc0de00112233" + String(repeating: "4", count: 48)) ?? Address(0))
    static let prefix = "feedc0de00112233/"

    let state = Locked(State())

    func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void) {
        completion(answer(call))
    }

    var objects: [String: Object] { state.withLock { $0.objects } }

    /// Does a call at once.
    func answer(_ call: KubeCall) -> Result<KubeReply, KubeError> {
        do throws(KubeError) { try call.check() } catch { return .failure(error) }
        return state.withLock { state in
            state.calls.append(call)
            do throws(KubeError) { return .success(try Self.perform(call, &state)) } catch { return .failure(error) }
        }
    }

    private static func refusal(_ code: KubeError.Code, _ status: Int, _ words: String = "no") -> KubeError {
        KubeError(code, wasSent: true, status: status, sentence: words)
    }

    private static func perform(_ call: KubeCall, _ state: inout State) throws(KubeError) -> KubeReply {
        if call.verb == .discover { return try kinds(call) }
        if call.resource.plural == "events" { return KubeReply(status: 201, body: []) }
        guard let who = call.impersonation, who.user.hasPrefix("sui:0x"), who.uid == FakeScheduler.sealID.description,
            who.groups == ["seal:stakers", "seal:developer"], let name = call.name
        else { throw refusal(.forbidden, 403, "nobody in particular") }
        guard call.namespace != "kube-system" else { throw refusal(.forbidden, 403, "admission: not yours") }
        let key = "\(call.resource.plural) \(call.namespace ?? "")/\(name)"
        let known = state.objects[key]
        let body = call.body.isEmpty ? Tree.null : (try? Tree.parse(call.body)) ?? .null
        switch call.verb {
        case .get:
            guard let known else { throw refusal(.notFound, 404) }
            return reply(known)
        case .apply:
            guard call.manager == "k3s-daas-request", call.isForced else { throw refusal(.invalid, 422) }
            return try write(key, known, body, replaces: true, &state)
        case .patch:
            guard call.manager == "k3s-daas-request", call.patch == .merge else { throw refusal(.invalid, 422) }
            guard known != nil else { throw refusal(.notFound, 404) }
            return try write(key, known, body, replaces: false, &state)
        case .delete:
            guard let known else { throw refusal(.notFound, 404) }
            let asked = body["preconditions"]
            guard asked["uid"].text == known.uid, asked["resourceVersion"].text == "\(known.version)" else {
                throw refusal(.conflict, 409)
            }
            state.objects[key] = nil
            state.effects.append(("", key, "delete"))
            return KubeReply(status: 200, body: [])
        case .list, .create, .replace, .evict, .discover: throw refusal(.invalid, 400)
        }
    }

    private static func write(
        _ key: String, _ known: Object?, _ body: Tree, replaces: Bool, _ state: inout State
    ) throws(KubeError) -> KubeReply {
        let metadata = body["metadata"]
        let (uid, version) = (metadata["uid"].text, metadata["resourceVersion"].text)
        if let known {
            if let uid, uid != known.uid { throw refusal(.invalid, 422, "metadata.uid: field is immutable") }
            if let version, version != "\(known.version)" { throw refusal(.conflict, 409) }
        } else if uid != nil {
            throw refusal(.conflict, 409, "uid mismatch")
        }
        var content = replaces ? [:] : known?.content ?? [:]
        for (part, value) in body.members where part == "data" || part == "spec" {
            for (name, value) in value.members { content[name] = value == .null ? nil : value.json }
        }
        guard content["bad"] == nil else { throw refusal(.invalid, 422, "bad is not good") }
        state.count += 1
        let request = metadata["annotations"]["k3s-daas.io/request"].text.map {
            $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : "no number: \($0)"
        }
        let object = Object(
            uid: known?.uid ?? "uid-\(state.count)", version: state.count, created: known?.created ?? state.now,
            annotation: request ?? known?.annotation, content: content)
        state.objects[key] = object
        state.effects.append((request ?? "", key, replaces ? "apply" : "patch"))
        return reply(object)
    }

    private static func reply(_ object: Object) -> KubeReply {
        let annotations = object.annotation.map { #","annotations":{"k3s-daas.io/request":"\#(prefix)\#($0)"}"# } ?? ""
        let time = RFC3339.write(WallTime(seconds: object.created.seconds))
        let body =
            #"{"metadata":{"uid":"\#(object.uid)","resourceVersion":"\#(object.version)","creationTimestamp":"\#(time)"\#(annotations)}}"#
        return KubeReply(status: 200, body: Array(body.utf8))
    }

    private static func kinds(_ call: KubeCall) throws(KubeError) -> KubeReply {
        let body: String
        switch (call.resource.group, call.resource.version) {
        case ("", "v1"):
            body =
                #"{"resources":[{"name":"configmaps","kind":"ConfigMap","namespaced":true},{"name":"pods","kind":"Pod","namespaced":true},{"name":"pods/log","kind":"Pod","namespaced":true},{"name":"namespaces","kind":"Namespace","namespaced":false}]}"#
        case ("apps", ""): body = #"{"preferredVersion":{"groupVersion":"apps/v1","version":"v1"}}"#
        case ("apps", "v1"):
            body = #"{"resources":[{"name":"deployments","kind":"Deployment","namespaced":true}]}"#
        default: throw refusal(.notFound, 404)
        }
        return KubeReply(status: 200, body: Array(body.utf8))
    }
}
