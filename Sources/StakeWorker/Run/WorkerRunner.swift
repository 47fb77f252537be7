// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The thread that a worker's rounds go on, and the desk that others leave their orders at.
final class WorkerRunner: Sendable {
    private let board: WorkerBoard
    private let onRound: @Sendable (WorkerStatus) -> Void
    private let desk = Monitor(Desk())
    private let thread = Locked<SharedThread?>(nil)

    /// What waits for the thread.
    private struct Desk: Sendable {
        var orders: [Waiting] = []
        var isEnding = false
    }

    /// An order, and who is told what became of it.
    private struct Waiting: Sendable {
        let order: WorkerOrder
        let done: @Sendable (Result<Void, WorkerFailure>) -> Void
    }

    /// The most orders that wait.
    static let maximumOrders = 8

    /// Gets ready; `onRound` is called on the thread after each round.
    init(board: WorkerBoard, onRound: @escaping @Sendable (WorkerStatus) -> Void = { _ in }) {
        self.board = board
        self.onRound = onRound
    }

    /// Starts the rounds.
    func start(_ rounds: WorkerRounds) throws(SystemError) {
        let started = try SharedThread(name: "worker") { self.run(rounds) }
        thread.withLock { $0 = started }
    }

    /// Leaves an order; whoever asks is told what became of it, on the thread of the rounds or at once.
    func take(_ order: WorkerOrder, done: @escaping @Sendable (Result<Void, WorkerFailure>) -> Void) {
        let isTaken = desk.withLock { desk in
            guard !desk.isEnding, desk.orders.count < Self.maximumOrders else { return false }
            desk.orders.append(Waiting(order: order, done: done))
            return true
        }
        guard isTaken else { return done(.failure(WorkerFailure(.busy, "too much waits already, or the worker ends"))) }
        desk.notifyAll()
    }

    /// Ends after the round that is under way, and waits for that.
    func stop() {
        desk.withLock { $0.isEnding = true }
        desk.notifyAll()
        thread.withLock { $0 }?.join()
    }

    private func run(_ rounds: WorkerRounds) {
        var rounds = rounds
        while true {
            let wait = rounds.turn(.now)
            board.show(rounds.status)
            onRound(rounds.status)
            let next = Monotonic.now.advanced(by: wait)
            let waiting = desk.wait(until: next) { desk -> [Waiting]? in
                guard desk.isEnding || !desk.orders.isEmpty else { return nil }
                defer { desk.orders = [] }
                return desk.orders
            }
            for waiting in waiting ?? [] {
                do throws(WorkerFailure) {
                    try rounds.carryOut(waiting.order)
                    waiting.done(.success(()))
                } catch { waiting.done(.failure(error)) }
            }
            if desk.withLock({ $0.isEnding }) { return }
        }
    }
}
