// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// A thread that looks names up, since nobody can tell how long that takes; a bounded queue before it.
final class NameResolver: Sendable {
    /// One name, and who waits for it.
    struct Question: Sendable {
        let host: String
        let port: UInt16
        /// The pair's slot and generation, as its token has them.
        let token: UInt64
    }

    /// How names are looked up; tests have their own.
    typealias LookUp = @Sendable (String, UInt16) -> [SocketAddress]

    private struct Queue: Sendable {
        var questions: [Question] = []
        var isOver = false
    }

    /// What the thread does next.
    private enum Next {
        case question(Question), end
    }

    private let queue = Monitor(Queue())
    private let limit: Int
    private let lookUp: LookUp

    init(limit: Int, lookUp: @escaping LookUp) {
        self.limit = limit
        self.lookUp = lookUp
    }

    /// The system's own way; a failure is no address.
    static let system: LookUp = { host, port in
        do throws(NameLookUp.Failure) { return try NameLookUp.addresses(of: host, port: port) } catch { return [] }
    }

    /// Asks; false if too many wait.
    func ask(_ question: Question) -> Bool {
        let isTaken = queue.withLock { queue in
            guard !queue.isOver, queue.questions.count < limit else { return false }
            queue.questions.append(question)
            return true
        }
        if isTaken { queue.notifyAll() }
        return isTaken
    }

    /// Answers questions until the end.
    func run(_ answer: (Question, [SocketAddress]) -> Void) {
        while true {
            let next = queue.wait { queue -> Next? in
                if queue.isOver { return .end }
                guard !queue.questions.isEmpty else { return nil }
                return .question(queue.questions.removeFirst())
            }
            guard case .question(let question)? = next else { return }
            answer(question, lookUp(question.host, question.port))
        }
    }

    /// Ends it, once the name that is being looked up is.
    func stop() {
        queue.withLock { $0.isOver = true }
        queue.notifyAll()
    }
}
