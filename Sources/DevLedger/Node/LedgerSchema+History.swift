// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import SuiLedger

// What has happened: checkpoints, epochs, transactions, events.
extension LedgerSchema {
    /// The last checkpoint.
    var checkpoint: GraphQLObject {
        GraphQLObject(
            "Checkpoint",
            [
                "sequenceNumber": .number(ledger.height),
                "timestamp": .text(Self.time(ledger.chain.milliseconds)), "epoch": .object(epoch),
            ])
    }

    var epoch: GraphQLObject {
        GraphQLObject(
            "Epoch",
            [
                "epochId": .number(ledger.chain.epoch), "referenceGasPrice": .text("\(LocalLedger.gasPrice)"),
                "startTimestamp": .text(Self.time(ledger.epochStart)),
            ])
    }

    func transaction(_ effects: Effects) -> GraphQLObject {
        let digest = GraphQLOutput.text(effects.transaction?.description ?? "")
        return GraphQLObject("Transaction", ["digest": digest, "effects": .object(self.effects(effects))])
    }

    func effects(_ effects: Effects) -> GraphQLObject {
        let number = effects.checkpoint.map { GraphQLObject("Checkpoint", ["sequenceNumber": .number($0)]) }
        let summary = GraphQLObject(
            "GasCostSummary",
            [
                "computationCost": .number(effects.gas.computation), "storageCost": .number(effects.gas.storage),
                "storageRebate": .number(effects.gas.rebate),
            ])
        let fields: [String: GraphQLOutput] = [
            "digest": .text(effects.transaction?.description ?? ""),
            "status": .text(effects.failure == nil ? "SUCCESS" : "FAILURE"), "checkpoint": .optional(number),
            "executionError": .optional(effects.failure.map(failure)),
            "gasEffects": .object(GraphQLObject("GasEffects", ["gasSummary": .object(summary)])),
        ]
        return GraphQLObject("TransactionEffects") { name, arguments throws(GraphQLFailure) in
            switch name {
            case "events": .object(try page(effects.events, arguments) { .object(event($0)) })
            case "objectChanges": .object(try page(effects.changes, arguments) { .object(change($0)) })
            default: fields[name]
            }
        }
    }

    func events(_ arguments: [String: GraphQLInput]) throws(GraphQLFailure) -> GraphQLObject {
        let filter = arguments["filter"] ?? .null
        let isWanted = filter["type"].text.map(Self.matcher)
        let after = filter["afterCheckpoint"].number
        var found: [EmittedEvent] = []
        for transaction in ledger.transactions {
            // Whole transactions first: most of what is asked for is what came last.
            if let after, transaction.checkpoint ?? 0 <= after { continue }
            for event in transaction.events where isWanted?(.structure(event.type)) ?? true { found.append(event) }
        }
        return try page(found, arguments, order: order) { .object(event($0)) }
    }

    func simulated(_ arguments: [String: GraphQLInput]) throws(GraphQLFailure) -> GraphQLObject {
        guard let bytes = arguments["transaction"]?["bcs"]["value"].text.flatMap({ Base64.decode($0) }) else {
            throw .badInput("a transaction is given as {bcs: {value: Base64}}")
        }
        do throws(Rejection) {
            let effects = try ledger.simulate(bytes)
            return GraphQLObject("SimulationResult", ["effects": .object(self.effects(effects))])
        } catch { throw .badInput(error.description) }
    }

    private func event(_ event: EmittedEvent) -> GraphQLObject {
        let event = lie?.told(event) ?? event
        let contents = GraphQLObject(
            "MoveValue",
            ["type": type(.structure(event.type)), "bcs": .text(Base64.encode(event.contents))])
        let number = ledger.numbers[event.identity.transaction]
        return GraphQLObject("Event") { name, _ throws(GraphQLFailure) in
            switch name {
            case "sequenceNumber": .number(UInt64(event.identity.index))
            case "contents": .object(contents)
            case "transaction": .optional(number.map { transaction(ledger.transactions[$0]) })
            default: nil
            }
        }
    }

    private func change(_ change: Effects.Change) -> GraphQLObject {
        GraphQLObject(
            "ObjectChange",
            [
                "address": .text(change.id.description), "idCreated": .bool(change.kind == .created),
                "idDeleted": .bool(change.kind == .deleted),
                "outputState": .optional(ledger.object(change.id).map(object)),
            ])
    }

    private func failure(_ failure: ExecutionFailure) -> GraphQLObject {
        var fields: [String: GraphQLOutput] = [
            "message": .text(Self.message(failure)), "abortCode": .null, "module": .null, "function": .null,
            "identifier": .null,
        ]
        if let abort = failure.abort {
            let package = GraphQLObject("MovePackage", ["address": .text(abort.package.description)])
            fields["abortCode"] = .text("\(abort.code)")
            fields["module"] = .object(
                GraphQLObject("MoveModule", ["name": .text(abort.module), "package": .object(package)]))
            fields["identifier"] = AbortCodes.name(abort.code, in: abort.module).map { .text($0) } ?? .null
        }
        return GraphQLObject("ExecutionError", fields)
    }

    /// What it is, after which command it was, as the network's nodes begin it.
    private static func message(_ failure: ExecutionFailure) -> String {
        guard let command = failure.command else { return failure.message }
        let number = command + 1
        let suffix =
            switch (number % 100, number % 10) {
            case (11...13, _): "th"
            case (_, 1): "st"
            case (_, 2): "nd"
            case (_, 3): "rd"
            default: "th"
            }
        return "Error in \(number)\(suffix) command, \(failure.message)"
    }

    /// RFC 3339 with milliseconds.
    static func time(_ milliseconds: UInt64) -> String {
        let date = CivilDate(WallTime(nanoseconds: Int64(clamping: milliseconds) &* 1_000_000))
        func digits(_ number: Int, _ width: Int) -> String {
            let text = "\(number)"
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let day = [digits(date.year, 4), digits(date.month, 2), digits(date.day, 2)].joined(separator: "-")
        let hours = [date.second / 3600, date.second / 60 % 60, date.second % 60].map { digits($0, 2) }
        return "\(day)T\(hours.joined(separator: ":")).\(digits(Int(milliseconds % 1000), 3))Z"
    }
}
