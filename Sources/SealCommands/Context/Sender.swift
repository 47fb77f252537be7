// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import DevLedger
internal import SuiLedger

/// Carries a command's program out, or shows what it would do.
struct Sender {
    /// The chain and the cluster.
    let session: Session
    /// Whose account.
    let signer: Signer

    private let isDryRun: Bool
    private let transactor: Transactor
    private let console: Console

    /// Gets ready; no key is opened yet.
    init(_ invocation: Invocation) throws(CommandFailure) {
        session = try Session(invocation)
        signer = try Signer(invocation)
        isDryRun = try invocation(Flags.isDryRun)
        var transactor = Transactor(session.nodes)
        transactor.timeout = try invocation(Flags.timeout)
        transactor.finality = try invocation(Flags.finality)
        self.transactor = transactor
        console = invocation.console
    }

    /// What became of a program: the events, and all of it as a report.
    struct Outcome {
        let events: [ContractEvent]
        let report: Report
        let isDryRun: Bool
    }

    /// Carries a program out, or shows what it would do.
    func send(_ program: Program) throws(CommandFailure) -> Outcome {
        do throws(SendError) {
            if isDryRun { return try shown(try transactor.plan(program, sender: signer.address)) }
        } catch { throw CommandFailure(error, of: session.endpoints) }
        let key = try signer.unlock()
        return try send(program, key)
    }

    /// Carries a program out that is made anew for each attempt: what it hangs on may be taken, as a seal's key may.
    func send(
        retrying refusal: Abort, _ make: () throws(CommandFailure) -> Program
    ) throws(CommandFailure) -> Outcome {
        if isDryRun { return try send(try make()) }
        let key = try signer.unlock()
        for _ in 0..<2 {
            do throws(CommandFailure) { return try send(try make(), key) } catch {
                guard error.abort == refusal else { throw error }
                console.progress("taken already; once more")
            }
        }
        return try send(try make(), key)
    }

    private func send(_ program: Program, _ key: borrowing PrivateKey) throws(CommandFailure) -> Outcome {
        let effects: Effects
        do throws(SendError) {
            effects = try transactor.carryOut(program, as: key) { step in
                switch step {
                case .planning: console.progress("asking what it costs")
                case .sending(let digest): console.progress("sending \(digest)")
                case .waiting: console.progress("waiting until it is final")
                }
            }
        } catch { throw CommandFailure(error, of: session.endpoints) }
        let events: [ContractEvent]
        do throws(CommandFailure) { events = try self.events(effects) } catch {
            var failure = error
            failure.mayStand = true
            throw failure
        }
        let report = Report.of(
            ("transaction", effects.transaction.map { .text($0.description) } ?? .null),
            ("checkpoint", effects.checkpoint.map { .number($0) } ?? .null), ("cost", Self.cost(effects.gas)),
            ("events", .list(events.map { Report($0) })))
        return Outcome(events: events, report: report, isDryRun: false)
    }

    private func shown(_ plan: PlannedTransaction) throws(SendError) -> Outcome {
        let events: [ContractEvent]
        do throws(CommandFailure) { events = try self.events(plan.effects) } catch {
            throw .ledger(LedgerError(.malformed, "an event is not of the contracts that this version knows"))
        }
        let report = Report.of(
            ("dryRun", .bool(true)), ("account", .text(signer.address.description)), ("spends", .amount(plan.spends)),
            ("cost", Self.cost(plan.effects.gas)), ("budget", .amount(plan.data.gas.budget)),
            ("events", .list(events.map { Report($0) })))
        return Outcome(events: events, report: report, isDryRun: true)
    }

    private func events(_ effects: Effects) throws(CommandFailure) -> [ContractEvent] {
        var events: [ContractEvent] = []
        for event in effects.events { if let known = try session.contract(event) { events.append(known) } }
        return events
    }

    /// What has to be paid; nothing where more is given back.
    private static func cost(_ gas: Effects.Gas) -> Report { .amount(UInt64(max(0, gas.net))) }
}
