// SPDX-License-Identifier: Apache-2.0
import Kernel
import NSM

/// A way to a security module that does what a test says, and stalls for as long as a test likes.
final class FakeTransport: NSMTransport {
    typealias Answer = @Sendable ([UInt8]) throws(NSMError) -> [UInt8]

    private struct State: Sendable {
        var isOpen: Bool
        var entered = 0
        var requests: [[UInt8]] = []
    }

    private let state: Monitor<State>
    private let answer: Answer

    init(isOpen: Bool = true, _ answer: @escaping Answer) {
        state = Monitor(State(isOpen: isOpen))
        self.answer = answer
    }

    /// Answers each request with these responses, one by one; the last of them again and again.
    convenience init(isOpen: Bool = true, _ answers: [Result<NSMResponse, NSMError>]) {
        let rest = Locked(answers)
        self.init(isOpen: isOpen) { _ throws(NSMError) in
            let next = rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
            return try next.get().encoded()
        }
    }

    /// What was asked so far.
    var requests: [[UInt8]] { state.withLock { $0.requests } }

    /// Lets go of whoever waits, and of all that come.
    func open() {
        state.withLock { $0.isOpen = true }
        state.notifyAll()
    }

    /// Waits until so many calls have come in.
    func waitUntilAsked(_ times: Int) { state.wait { $0.entered >= times ? () : nil } }

    func exchange(_ request: [UInt8]) throws(NSMError) -> [UInt8] {
        state.withLock { state in
            state.entered += 1
            state.requests.append(request)
        }
        state.notifyAll()
        state.wait { $0.isOpen ? () : nil }
        return try answer(request)
    }
}

/// Collects answers as they come.
final class Answers: Sendable {
    typealias Answer = Result<NSMResponse, NSMError>

    private let given = Monitor<[Int: [Answer]]>([:])

    /// What takes the answer of a caller.
    func completion(_ caller: Int) -> SecurityModule.Completion {
        { [given] result in
            given.withLock { $0[caller, default: []].append(result) }
            given.notifyAll()
        }
    }

    /// A caller's answer, once it is there.
    func of(_ caller: Int) -> Answer? { given.wait { $0[caller]?.first } }

    /// All answers, once so many callers have one.
    func all(_ callers: Int) -> [Int: [Answer]] { given.wait { $0.count >= callers ? $0 : nil } ?? [:] }

    /// Whether a caller has an answer.
    func has(_ caller: Int) -> Bool { given.withLock { $0[caller] != nil } }
}
