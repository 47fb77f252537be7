// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Kernel

/// Carries programs out: finds what they cost and pays for it, signs, sends, and waits until the outcome is final.
///
/// It waits; it is for command lines, and for services on a thread of their own. An account's transactions must be sent one after the
/// other: two at once would spend the same coin.
public struct Transactor: Sendable {
    /// How long one question may take, all attempts together.
    public var timeout = Duration.seconds(20)
    /// How long an outcome is waited for.
    public var finality = Duration.seconds(60)

    private let nodes: NodePool
    private let pause: @Sendable (Duration) -> Void

    /// How often a transaction is planned anew that others got in the way of.
    private static let attempts = 3
    /// When an outcome is asked for again, in milliseconds: nodes index what is final a little later.
    private static let schedule = [0, 300, 600, 1500, 2000]
    /// How long a refused transaction is looked for.
    private static let shortly = Duration.seconds(1)

    /// Asks these nodes; `pause` waits.
    public init(_ nodes: NodePool, pause: @escaping @Sendable (Duration) -> Void = { Pause.take($0) }) {
        self.nodes = nodes
        self.pause = pause
    }

    /// Plans, signs, sends and waits.
    ///
    /// A program is planned anew only where the chain says that it was carried out and did nothing, because too many used the same
    /// objects. Whatever else went wrong after it was sent, it may have been carried out: sent anew, it would be paid twice.
    /// Planning takes its time: `isWanted` is asked right before each signature.
    public func carryOut(
        _ program: Program, as key: borrowing PrivateKey, onStep: (Step) -> Void = { _ in },
        isWanted: () -> Bool = { true }
    ) throws(SendError) -> Effects {
        let sender = Address(key.publicKey)
        var attempt = 1
        while true {
            onStep(.planning)
            let plan = try plan(program, sender: sender)
            guard isWanted() else { throw .calledOff }
            do throws(SendError) { return try send(plan, signedBy: key, onStep: onStep) } catch {
                guard attempt < Self.attempts, case .refused(let failure) = error, failure.isCongestion else {
                    throw error
                }
                attempt += 1
                pause(.milliseconds(500))
            }
        }
    }

    /// How far it is, for people who wait.
    public enum Step: Hashable, Sendable {
        case planning
        case sending(Digest)
        case waiting(Digest)
    }

    /// Finds out what a program would do and what it costs.
    public func plan(_ program: Program, sender: Address) throws(SendError) -> PlannedTransaction {
        let epoch = try ask(EpochQuestion())
        let price = epoch.referenceGasPrice
        let coins = try coins(of: sender)
        // A node that makes up balances must not make a sum that traps or wraps.
        let available = coins.reduce(UInt64(0)) { sum, coin in
            let (total, isTooMuch) = sum.addingReportingOverflow(coin.balance)
            return isTooMuch ? .max : total
        }
        guard let spends = program.spends else {
            throw .refused(ExecutionFailure(abort: nil, isCongestion: false, message: "the amount is beyond all SUI"))
        }
        guard spends < available else { throw .noFunds(needed: spends, available: available) }
        let trial = GasPlan.trial(price: price, available: available - spends)
        let (wanted, isTooMuch) = spends.addingReportingOverflow(trial)
        guard !isTooMuch, let payment = GasPlan.select(wanted, from: coins.map { ($0.reference, $0.balance) }) else {
            throw .noFunds(needed: isTooMuch ? .max : wanted, available: available)
        }
        // A transaction that got lost must not be carried out days later.
        var data = TransactionData(
            program: program, sender: sender,
            gas: GasData(payment: payment, owner: sender, price: price, budget: trial),
            expiration: .epoch(epoch.number + 1))
        let effects = try ask(SimulateQuestion(transaction: data.bcs))
        if let failure = effects.failure { throw .refused(failure) }
        data.gas.budget = GasPlan.budget(for: effects.gas, price: price)
        guard data.gas.budget <= available - spends else {
            let (needed, isTooMuch) = spends.addingReportingOverflow(data.gas.budget)
            throw .noFunds(needed: isTooMuch ? .max : needed, available: available)
        }
        return PlannedTransaction(data: data, effects: effects, spends: spends)
    }

    /// Signs and sends what was planned, and waits until the outcome is final.
    public func send(
        _ plan: PlannedTransaction, signedBy key: borrowing PrivateKey, onStep: (Step) -> Void = { _ in }
    ) throws(SendError) -> Effects {
        let bytes = plan.data.bcs
        let digest = TransactionData.digest(ofBytes: bytes)
        let signature: UserSignature
        do throws(CryptoError) { signature = try key.sign(bytes, intent: .transaction) } catch { throw .signing(error) }
        onStep(.sending(digest))
        var effects: Effects
        do throws(SendError) {
            effects = try ask(ExecuteQuestion(transaction: bytes, signatures: [signature]))
        } catch {
            // Whether a node had taken it before the connection broke shows in the chain alone. A refusal may be the answer to
            // the second attempt, the first having been carried out.
            guard case .ledger(let reason) = error else { throw error }
            let found = outcome(of: digest, within: reason.leavesDoubt ? finality : Self.shortly, onStep)
            guard let found else { throw reason.leavesDoubt ? .unknown(digest) : error }
            effects = found
        }
        if effects.checkpoint == nil {
            guard let found = outcome(of: digest, within: finality, onStep) else { throw .unknown(digest) }
            effects = found
        }
        if let failure = effects.failure { throw .refused(failure) }
        return effects
    }

    /// A transaction's outcome once it is final; `nil` where no node knew it in time.
    private func outcome(of digest: Digest, within time: Duration, _ onStep: (Step) -> Void) -> Effects? {
        onStep(.waiting(digest))
        let deadline = Monotonic.now.advanced(by: time)
        var index = 0
        while Monotonic.now < deadline || index == 0 {
            pause(.milliseconds(Self.schedule[min(index, Self.schedule.count - 1)]))
            index += 1
            guard let found = try? ask(TransactionQuestion(digest)), found.checkpoint != nil else { continue }
            return found
        }
        return nil
    }

    private func coins(of owner: Address) throws(SendError) -> [Coin] {
        var coins: [Coin] = []
        var after: PageToken?
        repeat {
            let page = try ask(OwnedPageQuestion(owner: owner, type: Coin.type, after: after))
            for object in page.items {
                do throws(LedgerError) { coins.append(try Coin(object)) } catch { throw .ledger(error) }
            }
            after = page.next
        } while after != nil && coins.count < GasPlan.maximumCoins
        return coins
    }

    private func ask<Q: Question>(_ question: Q) throws(SendError) -> Q.Answer where Q.Answer: Equatable {
        var rules = AskRules()
        rules.timeout = timeout
        rules.attemptTimeout = min(timeout, .seconds(10))
        do throws(LedgerError) { return try nodes.ask(question, rules).value } catch { throw .ledger(error) }
    }
}

extension LedgerError {
    /// Whether the node may have carried out what it gave no answer to.
    var leavesDoubt: Bool {
        switch code {
        case .timeout, .unavailable, .malformed, .stale, .wrongChain, .throttled, .cancelled: true
        case .refused, .unsupported, .disagreement, .unauthorized, .conflict: false
        }
    }
}
