// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import TestSupport

/// An apiserver with one Secret, which answers at once.
final class FakeSecretDoor: KubeDoor {
    private struct State {
        var secret: Tree?
        var version = 0
        var calls: [KubeCall.Verb] = []
        var fault: KubeError.Code?
        var between: (@Sendable () -> Void)?
    }

    private let state = Locked(State())

    var calls: [KubeCall.Verb] { state.withLock { $0.calls } }

    /// The Secret as it is stored.
    var secret: Tree? {
        get { state.withLock { $0.secret } }
        set { state.withLock { $0.secret = newValue } }
    }

    /// Has every call fail like this.
    func fail(_ code: KubeError.Code?) { state.withLock { $0.fault = code } }

    /// Has something happen between the next read and what follows it.
    func between(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.between = body } }

    func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void) {
        let result = state.withLock { state -> Result<KubeReply, KubeError> in
            state.calls.append(call.verb)
            do throws(KubeError) {
                if let fault = state.fault { throw KubeError(fault) }
                return .success(try Self.answer(call, &state))
            } catch { return .failure(error) }
        }
        let between =
            call.verb == .get
            ? state.withLock { state in
                defer { state.between = nil }
                return state.between
            } : nil
        between?()
        completion(result)
    }

    private static func answer(_ call: KubeCall, _ state: inout State) throws(KubeError) -> KubeReply {
        guard call.resource == .secrets, call.namespace == "k3s-daas" else {
            throw KubeError(.forbidden, wasSent: true)
        }
        switch call.verb {
        case .get: guard state.secret != nil else { throw KubeError(.notFound, wasSent: true) }
        case .create:
            guard state.secret == nil else { throw KubeError(.alreadyExists, wasSent: true) }
            try store(call, &state)
        case .replace:
            guard let body = try? Tree.parse(call.body),
                body["metadata"]["resourceVersion"].text == "\(state.version)"
            else { throw KubeError(.conflict, wasSent: true) }
            try store(call, &state)
        default: throw KubeError(.invalid, wasSent: true)
        }
        return KubeReply(status: 200, body: Array((state.secret?.json ?? "").utf8))
    }

    private static func store(_ call: KubeCall, _ state: inout State) throws(KubeError) {
        guard let body = try? Tree.parse(call.body), body["metadata"]["name"].text == "seal-controller-nonces" else {
            throw KubeError(.invalid, wasSent: true)
        }
        state.version += 1
        var metadata = body["metadata"].members
        metadata["resourceVersion"] = .text("\(state.version)")
        var members = body.members
        members["metadata"] = .object(metadata)
        state.secret = .object(members)
    }
}
