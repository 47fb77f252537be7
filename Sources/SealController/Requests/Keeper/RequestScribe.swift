// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Tells the chain and asks it, on a thread of its own: one after the other, as all of it is one account's.
final class RequestScribe: Sendable {
    /// What there was to say or to ask.
    enum Answer: Sendable {
        case told(RequestStep, RequestReply)
        case listed(RequestTable.Listing?)
        case found(UInt64, KubernetesRequest?)
        case probed(UInt64?)
    }

    private struct Inbox: Sendable {
        var batch = RequestBatch()
        var questions: [RequestOrder] = []
        var isStopped = false
    }

    private enum Task {
        case tell([RequestStep])
        case ask(RequestOrder)
        /// Something came that is due later than what was waited for.
        case wait
        case stop
    }

    private let ledger: any RequestLedger
    private let linger: Duration
    private let isLeading: @Sendable () -> Bool
    private let inbox = Monitor(Inbox())
    private let thread = Locked<SharedThread?>(nil)

    init(_ ledger: any RequestLedger, linger: Duration, isLeading: @escaping @Sendable () -> Bool) {
        self.ledger = ledger
        self.linger = linger
        self.isLeading = isLeading
    }

    /// Begins; `answer` is called on the thread, once for each thing that is taken.
    func start(_ answer: @escaping @Sendable (Answer) -> Void) throws(SystemError) {
        let thread = try SharedThread(name: "requests-chain") { [self] in run(answer) }
        self.thread.withLock { $0 = thread }
    }

    /// Takes an order of the chain's; returns at once.
    func take(_ order: RequestOrder) {
        inbox.withLock { inbox in
            switch order {
            case .tell(let step): inbox.batch.append(step, at: .now)
            case .withdraw(let number): inbox.batch.remove(number)
            case .ask, .list, .probe: inbox.questions.append(order)
            case .carryOut: break
            }
        }
        inbox.notifyAll()
    }

    /// Ends it, and waits for what is under way; what waits is left to whoever comes next.
    func stop() {
        inbox.withLock { $0.isStopped = true }
        inbox.notifyAll()
        thread.withLock { $0 }?.join()
    }

    private func run(_ answer: (Answer) -> Void) {
        while let task = next() {
            switch task {
            case .ask(.list): answer(.listed(ledger.list()))
            case .ask(.probe): answer(.probed(ledger.sequence()))
            case .ask(.ask(let number)): answer(.found(number, ledger.request(number)))
            case .ask, .wait, .stop: break
            case .tell(let steps):
                RequestTelling(ledger: ledger, isLeader: isLeading).tell(steps) { answer(.told($0, $1)) }
            }
        }
    }

    /// What to do next, once it is due; `nil` at the end.
    private func next() -> Task? {
        while true {
            let deadline = inbox.withLock { $0.batch.due(linger) }
            let task = inbox.wait(until: deadline) { inbox -> Task? in
                if inbox.isStopped { return .stop }
                if !inbox.questions.isEmpty { return .ask(inbox.questions.removeFirst()) }
                guard let due = inbox.batch.due(linger) else { return nil }
                if due <= .now { return .tell(inbox.batch.take()) }
                return due == deadline ? nil : .wait
            }
            switch task {
            case .stop?: return nil
            case .wait?, nil: continue
            case .tell?, .ask?: return task
            }
        }
    }
}
