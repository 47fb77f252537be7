// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Workers that wait while a transaction is under way, and go into the next one together.
///
/// Pure: everybody who waits asks whose turn it is. Whoever finds that nobody sends does so, for all that wait then; so one that comes
/// alone waits for nobody, and of many that come at once all but the first share their transactions.
struct ActivationQueue {
    /// What became of one.
    typealias Outcome = Result<Activation, JoinRefusal>

    /// One that waits.
    struct Order: Hashable {
        let ticket: Int
        let worker: WorkerActivation
    }

    /// What somebody who waits does next.
    enum Turn {
        /// Sends these, and says what became of each.
        case send([Order])
        /// Nothing more.
        case told(Outcome)
    }

    /// The most workers of a transaction: well below what the network takes, as each is several objects and an event.
    static let maximumWorkers = 64

    private var waiting: [Order] = []
    private var outcomes: [Int: Outcome] = [:]
    private var isSending = false
    private var tickets = 0

    /// How many wait for the next transaction.
    var count: Int { waiting.count }

    /// Takes one in, who asks for its turn by the ticket.
    mutating func enter(_ worker: WorkerActivation) -> Int {
        tickets += 1
        waiting.append(Order(ticket: tickets, worker: worker))
        return tickets
    }

    /// What the holder of a ticket does next; `nil` while others are at work.
    ///
    /// Whoever sends calls ``finish()`` afterwards.
    mutating func turn(of ticket: Int) -> Turn? {
        if let outcome = outcomes.removeValue(forKey: ticket) { return .told(outcome) }
        guard !isSending, !waiting.isEmpty else { return nil }
        isSending = true
        let orders = Array(waiting.prefix(Self.maximumWorkers))
        waiting.removeFirst(orders.count)
        return .send(orders)
    }

    /// What became of one that was sent.
    mutating func settle(_ order: Order, _ outcome: Outcome) { outcomes[order.ticket] = outcome }

    /// Who sent has said what became of each.
    mutating func finish() { isSending = false }
}
