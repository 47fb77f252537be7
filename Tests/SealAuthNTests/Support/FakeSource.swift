// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger

@testable import SealAuthN

/// Nodes that answer as they are told to: at once, when told, never, in any order.
final class FakeSource: EntrySource {
    /// How a question is answered.
    enum Manner: Sendable {
        /// With what the chain has.
        case truth
        /// With this.
        case says(EntryAnswer.Content)
        /// With this, from a node that says it is that far.
        case lags(EntryAnswer.Content, Freshness)
        case failing(LedgerError.Code)
        /// Not before ``FakeSource/release(_:_:)``.
        case waiting
    }

    /// What was asked.
    struct Ask: Hashable, Sendable {
        var name: EntryName
        var agreement: Int
        var timeout: Duration
    }

    private struct Waiter: Sendable {
        var lookUp: LookUp
        var completion: @Sendable (Result<EntryAnswer, LedgerError>) -> Void
    }

    private struct State {
        var truth: [EntryName: EntryAnswer.Content] = [:]
        var manner = Manner.truth
        var manners: [LookUp: Manner] = [:]
        var asks: [Ask] = []
        var waiters: [Waiter] = []
    }

    private let state = Locked(State())
    private let freshness: @Sendable () -> Freshness

    init(freshness: @escaping @Sendable () -> Freshness) { self.freshness = freshness }

    /// All that was asked, in order.
    var asks: [Ask] { state.withLock { $0.asks } }

    /// The names of all that was asked, in order.
    var names: [EntryName] { asks.map(\.name) }

    /// As if nothing had been asked.
    func forgetAsks() { state.withLock { $0.asks = [] } }

    /// How many questions wait for an answer.
    var waiting: Int { state.withLock { $0.waiters.count } }

    /// What the chain has.
    func put(_ content: EntryAnswer.Content, at name: EntryName) { state.withLock { $0.truth[name] = content } }

    /// How all questions are answered that nothing else is said of.
    func answer(_ manner: Manner) { state.withLock { $0.manner = manner } }

    /// How one question is answered.
    func answer(_ name: EntryName, agreement: Int = 1, _ manner: Manner?) {
        state.withLock { $0.manners[LookUp(name: name, agreement: agreement)] = manner }
    }

    /// Answers all that wait for an entry; the number of them.
    @discardableResult
    func release(_ name: EntryName, agreement: Int = 1, _ manner: Manner = .truth) -> Int {
        let lookUp = LookUp(name: name, agreement: agreement)
        let released = state.withLock { state in
            let released = state.waiters.filter { $0.lookUp == lookUp }
            state.waiters.removeAll { $0.lookUp == lookUp }
            return released
        }
        for waiter in released { if let result = result(manner, name) { waiter.completion(result) } }
        return released.count
    }

    func ask(
        _ name: EntryName, agreement: Int, timeout: Duration,
        completion: @escaping @Sendable (Result<EntryAnswer, LedgerError>) -> Void
    ) {
        let lookUp = LookUp(name: name, agreement: agreement)
        let manner = state.withLock { state in
            state.asks.append(Ask(name: name, agreement: agreement, timeout: timeout))
            let manner = state.manners[lookUp] ?? state.manner
            if case .waiting = manner { state.waiters.append(Waiter(lookUp: lookUp, completion: completion)) }
            return manner
        }
        if let result = result(manner, name) { completion(result) }
    }

    private func result(_ manner: Manner, _ name: EntryName) -> Result<EntryAnswer, LedgerError>? {
        switch manner {
        case .truth: .success(EntryAnswer(state.withLock { $0.truth[name] ?? .nothing }, freshness()))
        case .says(let content): .success(EntryAnswer(content, freshness()))
        case .lags(let content, let freshness): .success(EntryAnswer(content, freshness))
        case .failing(let code): .failure(LedgerError(code, "as the test says"))
        case .waiting: nil
        }
    }
}
