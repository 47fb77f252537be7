// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import TestSupport

@testable import SealController

/// An apiserver that keeps ConfigMaps and Events, in the namespaces that there are.
final class FakeConfigMaps: KubeDoor {
    struct State: Sendable {
        var maps: [String: [UInt8]] = [:]
        var events: [String: [UInt8]] = [:]
        var namespaces: Set<String> = ["k3s-daas"]
        var refusal: KubeError.Code?
        var isDown = false
    }

    let state = Locked(State())

    func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void) {
        completion(state.withLock { Self.answer(call, &$0) })
    }

    private static func answer(_ call: KubeCall, _ state: inout State) -> Result<KubeReply, KubeError> {
        guard !state.isDown else { return .failure(KubeError(.unreachable)) }
        let namespace = call.namespace ?? ""
        guard state.namespaces.contains(namespace) else { return .failure(KubeError(state.refusal ?? .notFound)) }
        switch (call.verb, call.resource) {
        case (.get, .configMaps):
            guard let body = state.maps["\(namespace)/\(call.name ?? "")"] else {
                return .failure(KubeError(.notFound))
            }
            return .success(KubeReply(status: 200, body: body))
        case (.apply, .configMaps):
            state.maps["\(namespace)/\(call.name ?? "")"] = call.body
            return .success(KubeReply(status: 200, body: call.body))
        case (.create, .events):
            let name = "\(namespace)/\(Sample.tree(call.body)["metadata"]["name"].text ?? "")"
            guard state.events[name] == nil else { return .failure(KubeError(.alreadyExists)) }
            state.events[name] = call.body
            return .success(KubeReply(status: 201, body: call.body))
        default: return .failure(KubeError(.invalid))
        }
    }
}
