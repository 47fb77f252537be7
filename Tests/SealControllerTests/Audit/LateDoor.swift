// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient

@testable import SealController

/// A way to a cluster that does at once what is asked, and whose answers a test can hold back.
final class LateDoor: KubeDoor {
    private let door: any KubeDoor
    private let answers = HeldAnswers()
    private let held = Locked<[String]>([])

    init(_ door: any KubeDoor) { self.door = door }

    func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void) {
        door.send(call) { [answers, held] result in
            guard !call.isRead else { return completion(result) }
            if answers.give({ completion(result) }) {
                held.withLock { $0.append("\(call.verb.rawValue) \(call.resource.plural)") }
            }
        }
    }

    /// Holds the answers to whatever writes, from now on.
    func hold() { answers.hold() }

    /// Lets all answers go, and holds none any more.
    func release() { answers.release() }

    /// What was done and has not been answered yet, as `verb kind`.
    var words: [String] { held.withLock { $0 } }
}
