// SPDX-License-Identifier: Apache-2.0
import Kernel
import TestSupport

@testable import KubeClient

/// An apiserver with one lease, which answers at once.
final class FakeLeaseDoor: KubeDoor {
    private struct State {
        var lease: String?
        var version = 0
        var calls: [KubeCall.Verb] = []
        var isBroken = false
    }

    private let state = Monitor(State())

    var calls: [KubeCall.Verb] { state.withLock { $0.calls } }
    var lease: LeaseRecord? {
        state.withLock { state in state.lease.flatMap { try? LeaseRecord.read(Array($0.utf8)) } }
    }

    /// Whether nobody is answered any more.
    var isBroken: Bool {
        get { state.withLock { $0.isBroken } }
        set { state.withLock { $0.isBroken = newValue } }
    }

    func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void) {
        let result = state.withLock { state -> Result<KubeReply, KubeError> in
            state.calls.append(call.verb)
            do throws(KubeError) {
                try call.check()
                return .success(try Self.answer(call, &state))
            } catch { return .failure(error) }
        }
        completion(result)
    }

    private static func answer(_ call: KubeCall, _ state: inout State) throws(KubeError) -> KubeReply {
        guard !state.isBroken else { throw KubeError(.unreachable) }
        guard call.resource == .leases, call.namespace == "kube-system" else {
            throw KubeError(.notFound, wasSent: true)
        }
        let text = String(decoding: call.body, as: UTF8.self)
        switch call.verb {
        case .get: guard state.lease != nil else { throw KubeError(.notFound, wasSent: true) }
        case .create:
            guard state.lease == nil else { throw KubeError(.alreadyExists, wasSent: true) }
            state.version += 1
            // As an apiserver does, which gives each version its number.
            state.lease = text.replacing(
                #""namespace":"kube-system""#, #""namespace":"kube-system","resourceVersion":"\#(state.version)""#)
        case .replace:
            guard text.contains(#""resourceVersion":"\#(state.version)""#) else {
                throw KubeError(.conflict, wasSent: true)
            }
            state.version += 1
            state.lease = text.replacing(
                #""resourceVersion":"\#(state.version - 1)""#, #""resourceVersion":"\#(state.version)""#)
        default: throw KubeError(.invalid, wasSent: true)
        }
        return KubeReply(status: 200, body: Array((state.lease ?? "").utf8))
    }
}
