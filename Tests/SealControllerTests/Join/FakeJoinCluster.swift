// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import KubeClient
import TestSupport

@testable import SealController

/// An apiserver in memory, as far as joins go: Secrets and Nodes, and failures where a test wants them.
final class FakeJoinCluster: KubeDoor {
    /// What becomes of a call.
    enum Fault: Sendable {
        /// It never arrives.
        case lost
        /// It is carried out, and nobody hears of it.
        case unheard
    }

    struct Object: Sendable {
        var uid: String
        var created: String
        var labels: [String: String]
        var tree: Tree
    }

    private struct State {
        var objects: [String: Object] = [:]
        var calls: [String] = []
        var faults: [Int: Fault] = [:]
        var serial = 0
        var now = WallTime(seconds: 1_795_212_180)
    }

    private let state = Locked(State())

    /// What was asked, as `verb plural name`; names that are chosen by chance are cut.
    var calls: [String] { state.withLock { $0.calls } }
    /// The names of what is there, as `plural/name`.
    var names: [String] { state.withLock { $0.objects.keys.sorted() } }
    var tokens: [String] { names.filter { $0.hasPrefix("secrets/bootstrap-token-") } }

    func clearCalls() { state.withLock { $0.calls = [] } }

    /// Has the calls of these numbers, from the next on, fail.
    func fail(_ faults: [Int: Fault]) {
        state.withLock { state in
            let count = state.calls.count
            state.faults = Dictionary(uniqueKeysWithValues: faults.map { (count + $0.key, $0.value) })
        }
    }

    func object(_ name: String) -> Object? { state.withLock { $0.objects[name] } }

    func remove(_ name: String) { state.withLock { state in state.objects[name] = nil } }

    /// A member of a Secret's data, decoded.
    func datum(_ name: String, _ key: String) -> String? {
        object("secrets/" + name)?.tree["data"][key].base64.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Puts a Secret there that somebody else made.
    func put(secret name: String, data: [String: String], labels: [String: String] = [:]) {
        let data = data.mapValues { Tree.text(Base64.encode(Array($0.utf8))) }
        state.withLock { state in
            state.serial += 1
            state.objects["secrets/" + name] = Object(
                uid: "uid-\(state.serial)", created: RFC3339.write(state.now), labels: labels,
                tree: .object(["metadata": .object(["name": .text(name)]), "data": .object(data)]))
        }
    }

    /// Puts a Node there.
    func put(node name: String, created: WallTime, ready: WallTime? = nil) {
        let conditions: [Tree] = [
            .object(["type": .text("MemoryPressure"), "status": .text("False")]),
            .object([
                "type": .text("Ready"), "status": .text(ready == nil ? "False" : "True"),
                "lastTransitionTime": .text(RFC3339.write(ready ?? created)),
            ]),
        ]
        state.withLock { state in
            state.objects["nodes/" + name] = Object(
                uid: "uid-\(name)", created: RFC3339.write(created), labels: [:],
                tree: .object([
                    "metadata": .object(["name": .text(name)]), "status": .object(["conditions": .list(conditions)]),
                ]))
        }
    }

    func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void) {
        let result: Result<KubeReply, KubeError> = state.withLock { state in
            let name = call.name ?? (try? Tree.parse(call.body))?["metadata"]["name"].text ?? ""
            let shown = name.hasPrefix("bootstrap-token-") ? "bootstrap-token" : name
            let number = state.calls.count
            state.calls.append("\(call.verb.rawValue) \(call.resource.plural) \(shown)")
            if let fault = state.faults[number], fault == .lost {
                return .failure(KubeError(.timeout, wasSent: true))
            }
            let result = Self.answer(call, call.resource.plural + "/" + name, &state)
            if state.faults[number] != nil { return .failure(KubeError(.timeout, wasSent: true)) }
            return result
        }
        completion(result)
    }

    private static func answer(
        _ call: KubeCall, _ key: String, _ state: inout State
    ) -> Result<KubeReply, KubeError> {
        if let fault = check(call) { return .failure(fault) }
        switch call.verb {
        case .get:
            guard let object = state.objects[key] else { return .failure(KubeError(.notFound, status: 404)) }
            return .success(KubeReply(status: 200, body: Array(json(object).utf8)))
        case .create:
            guard state.objects[key] == nil else { return .failure(KubeError(.alreadyExists, status: 409)) }
            guard let tree = try? Tree.parse(call.body) else { return .failure(KubeError(.invalid, status: 400)) }
            state.serial += 1
            let object = Object(
                uid: "uid-\(state.serial)", created: RFC3339.write(state.now),
                labels: tree["metadata"]["labels"].members.compactMapValues(\.text), tree: tree)
            state.objects[key] = object
            return .success(KubeReply(status: 201, body: Array(json(object).utf8)))
        case .delete:
            guard let object = state.objects[key] else { return .failure(KubeError(.notFound, status: 404)) }
            let wanted = (try? Tree.parse(call.body))?["preconditions"]["uid"].text
            guard wanted == nil || wanted == object.uid else { return .failure(KubeError(.conflict, status: 409)) }
            state.objects[key] = nil
            return .success(KubeReply(status: 200, body: Array("{}".utf8)))
        case .list:
            let found = state.objects.filter { name, object in
                name.hasPrefix(call.resource.plural + "/")
                    && call.labels.allSatisfy { term in
                        switch term {
                        case .equals(let key, let value): object.labels[key] == value
                        case .exists(let key): object.labels[key] != nil
                        case .differs, .isMissing: false
                        }
                    }
            }
            let items = found.sorted { $0.key < $1.key }.map { json($0.value) }.joined(separator: ",")
            return .success(KubeReply(status: 200, body: Array("{\"metadata\":{},\"items\":[\(items)]}".utf8)))
        case .discover, .apply, .patch, .replace, .evict: return .failure(KubeError(.forbidden, status: 403))
        }
    }

    private static func check(_ call: KubeCall) -> KubeError? {
        do throws(KubeError) {
            try call.check()
            return nil
        } catch { return error }
    }

    private static func json(_ object: Object) -> String {
        var members = object.tree.members
        var metadata = members["metadata"]?.members ?? [:]
        metadata["uid"] = .text(object.uid)
        metadata["creationTimestamp"] = .text(object.created)
        metadata["labels"] = .object(object.labels.mapValues { .text($0) })
        members["metadata"] = .object(metadata)
        return Tree.object(members).json
    }
}
