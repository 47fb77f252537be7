// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient

@testable import SealController

/// A way to a cluster that does at once what is asked, and whose answers a test can hold back.
final class LateDoor: KubeDoor {
    private struct State: Sendable {
        var isHolding = false
        var held: [@Sendable () -> Void] = []
        var words: [String] = []
    }

    private let door: any KubeDoor
    private let state = Locked(State())

    init(_ door: any KubeDoor) { self.door = door }

    func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void) {
        door.send(call) { [state] result in
            let isHeld = state.withLock { state in
                guard state.isHolding, !call.isRead else { return false }
                state.held.append { completion(result) }
                state.words.append("\(call.verb.rawValue) \(call.resource.plural)")
                return true
            }
            if !isHeld { completion(result) }
        }
    }

    /// Holds the answers to whatever writes, from now on.
    func hold() { state.withLock { $0.isHolding = true } }

    /// Lets all answers go, and holds none any more.
    func release() {
        let held = state.withLock { state in
            state.isHolding = false
            defer { state.held = [] }
            return state.held
        }
        for answer in held { answer() }
    }

    /// What was done and has not been answered yet, as `verb kind`.
    var words: [String] { state.withLock { $0.words } }
}
