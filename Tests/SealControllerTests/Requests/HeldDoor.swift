// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient

@testable import SealController

/// A way to a cluster on which calls can be held up, and on which some fail.
final class HeldDoor: KubeDoor {
    private struct Held: Sendable {
        let call: KubeCall
        let completion: @Sendable (Result<KubeReply, KubeError>) -> Void
    }

    private struct State: Sendable {
        var sent: [KubeCall] = []
        var held: [Held] = []
        var holds: @Sendable (KubeCall) -> Bool = { _ in false }
        var fails: @Sendable (KubeCall) -> KubeError? = { _ in nil }
    }

    let cluster = FakeObjects()
    private let state = Locked(State())

    func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void) {
        let (isHeld, error) = state.withLock { state -> (Bool, KubeError?) in
            state.sent.append(call)
            guard state.holds(call) else { return (false, state.fails(call)) }
            state.held.append(Held(call: call, completion: completion))
            return (true, nil)
        }
        if isHeld { return }
        completion(error.map { .failure($0) } ?? cluster.answer(call))
    }

    /// From now on these wait until ``release()``.
    func hold(_ which: @escaping @Sendable (KubeCall) -> Bool) { state.withLock { $0.holds = which } }

    /// From now on these fail, without having been done.
    func fail(_ which: @escaping @Sendable (KubeCall) -> KubeError?) { state.withLock { $0.fails = which } }

    /// Lets all that waits go, in its order, and holds nothing any more.
    func release() {
        let held = state.withLock { state -> [Held] in
            state.holds = { _ in false }
            defer { state.held = [] }
            return state.held
        }
        for one in held { one.completion(cluster.answer(one.call)) }
    }

    /// How many wait.
    var waiting: Int { state.withLock { $0.held.count } }

    /// All that was sent, held or not.
    var sent: [KubeCall] { state.withLock { $0.sent } }

    /// The Events among it.
    var events: [KubeCall] { sent.filter { $0.resource.plural == "events" } }

    /// What was sent but for Events, as `verb kind`.
    var words: [String] {
        sent.filter { $0.resource.plural != "events" }.map { "\($0.verb.rawValue) \($0.resource.plural)" }
    }
}
