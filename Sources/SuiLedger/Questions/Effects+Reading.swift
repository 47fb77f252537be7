// SPDX-License-Identifier: Apache-2.0
internal import Wire

extension Effects {
    /// What we ask for of a transaction, below `transaction` where that stands in an answer.
    static let mask = [
        "digest", "effects.status", "effects.gas_used", "effects.changed_objects", "events.events", "checkpoint",
    ]

    /// Reads `sui.rpc.v2.ExecutedTransaction`.
    static func read(grpc message: Span<UInt8>) throws(LedgerError) -> Effects {
        var effects = Effects(
            transaction: nil, failure: nil, gas: Gas(computation: 0, storage: 0, rebate: 0), events: [], changes: [],
            checkpoint: nil)
        var hasStatus = false
        try readFields(message) { field in
            switch field.number {
            case 1: effects.transaction = try field.digest()
            case 4: hasStatus = try effects.readEffects(try field.span())
            case 6: effects.checkpoint = try field.uint64()
            default: break
            }
        }
        guard hasStatus else { throw LedgerError(.malformed, "a transaction has no status") }
        // Events come after the digest that they are named by.
        let transaction = effects.transaction
        let checkpoint = effects.checkpoint
        var events: [EmittedEvent] = []
        try readFields(message) { field in
            guard field.number == 5 else { return }
            try readFields(try field.span()) { field in
                guard field.number == 3 else { return }
                let index = UInt32(clamping: events.count)
                events.append(
                    try EmittedEvent.read(
                        grpc: try field.span(), transaction: transaction ?? Digest(.init()), index: index,
                        checkpoint: checkpoint))
            }
        }
        effects.events = events
        return effects
    }

    /// Reads `sui.rpc.v2.TransactionEffects`; whether there is a status.
    private mutating func readEffects(_ message: Span<UInt8>) throws(LedgerError) -> Bool {
        var succeeded: Bool?
        var failure: ExecutionFailure?
        var gas = self.gas
        var changes: [Change] = []
        try readFields(message) { field in
            switch field.number {
            case 4:
                succeeded = false
                try readFields(try field.span()) { field in
                    switch field.number {
                    case 1: succeeded = try field.bool()
                    case 2: failure = try ExecutionFailure.read(grpc: try field.span())
                    default: break
                    }
                }
            case 6: gas = try Gas.read(grpc: try field.span())
            case 12: changes.append(try Change.read(grpc: try field.span()))
            default: break
            }
        }
        guard let succeeded else { return false }
        self.gas = gas
        self.changes = changes
        self.failure = succeeded ? nil : failure ?? ExecutionFailure(abort: nil, isCongestion: false, message: "failed")
        return true
    }
}

extension Effects.Gas {
    fileprivate static func read(grpc message: Span<UInt8>) throws(LedgerError) -> Effects.Gas {
        var gas = Effects.Gas(computation: 0, storage: 0, rebate: 0)
        try readFields(message) { field in
            switch field.number {
            case 1: gas.computation = try field.uint64()
            case 2: gas.storage = try field.uint64()
            case 3: gas.rebate = try field.uint64()
            default: break
            }
        }
        return gas
    }
}

extension Effects.Change {
    fileprivate static func read(grpc message: Span<UInt8>) throws(LedgerError) -> Effects.Change {
        var id: Address?
        var kind = Kind.changed
        var type: TypeTag?
        try readFields(message) { field in
            switch field.number {
            case 1: id = try field.address()
            case 10:
                switch try field.uint64() {
                case 2: kind = .created
                case 3: kind = .deleted
                default: break
                }
            case 11: type = TypeTag(try field.string())  // `package` is none
            default: break
            }
        }
        guard let id else { throw LedgerError(.malformed, "a changed object has no id") }
        return Effects.Change(id: id, kind: kind, type: type)
    }
}

extension ExecutionFailure {
    /// Shared objects that too many wanted: `CANCELED_DUE_TO_CONSENSUS_OBJECT_CONGESTION`.
    private static let congestion: UInt64 = 34

    fileprivate static func read(grpc message: Span<UInt8>) throws(LedgerError) -> ExecutionFailure {
        var failure = ExecutionFailure(abort: nil, isCongestion: false, message: "")
        try readFields(message) { field in
            switch field.number {
            case 1: failure.message = try field.string()
            case 2: failure.command = Int(clamping: try field.uint64())
            case 3: failure.isCongestion = try field.uint64() == congestion
            case 4: failure.abort = try Abort.read(grpc: try field.span())
            default: break
            }
        }
        return failure
    }

    /// Reads an `ExecutionError` of the schema.
    static func read(graphQL value: borrowing JSONValue) throws(LedgerError) -> ExecutionFailure {
        let message = try value.required("message").asText()
        var failure = ExecutionFailure(
            abort: nil, isCongestion: message.contains("ongestion"), message: message, command: command(in: message))
        if let code = try value.optional("abortCode"), let module = try value.optional("module") {
            var function: String?
            if let value = try value.optional("function") { function = try value.required("name").asText() }
            failure.abort = Abort(
                package: try module.required("package").required("address").asAddress(),
                module: try module.required("name").asText(), function: function, code: try code.asNumber())
        }
        return failure
    }

    /// Which command a message is about, as nodes that speak GraphQL begin it: `Error in 3rd command, …`.
    ///
    /// The schema has no field for it.
    static func command(in message: String) -> Int? {
        let start = "Error in "
        guard message.hasPrefix(start) else { return nil }
        let words = message.dropFirst(start.count).prefix(while: { $0 != "," }).split(separator: " ")
        guard words.count == 2, words[1] == "command", let number = Int(words[0].dropLast(2)), number > 0,
            ["st", "nd", "rd", "th"].contains(words[0].suffix(2))
        else { return nil }
        return number - 1
    }
}

extension ExecutionFailure.Abort {
    fileprivate static func read(grpc message: Span<UInt8>) throws(LedgerError) -> ExecutionFailure.Abort {
        var abort = ExecutionFailure.Abort(package: Address(0), module: "", function: nil, code: 0)
        try readFields(message) { field in
            switch field.number {
            case 1: abort.code = try field.uint64()
            case 2:
                try readFields(try field.span()) { field in
                    switch field.number {
                    case 1: abort.package = try field.address()
                    case 2: abort.module = try field.string()
                    case 5: abort.function = try field.string()
                    default: break
                    }
                }
            default: break
            }
        }
        return abort
    }
}

extension GraphQLRequest {
    /// What we ask for of a transaction's effects.
    static let effects = """
        digest status checkpoint { sequenceNumber } \
        executionError { message abortCode module { name package { address } } function { name } } \
        gasEffects { gasSummary { computationCost storageCost storageRebate } } \
        events(first: 50) { pageInfo { hasNextPage } nodes { sequenceNumber contents { type { repr } bcs } } } \
        objectChanges(first: 50) { pageInfo { hasNextPage } nodes { address idCreated idDeleted \
        outputState { asMoveObject { contents { type { repr } } } } } }
        """
}

extension Effects {
    /// Reads a `TransactionEffects` of the schema.
    static func read(graphQL value: borrowing JSONValue) throws(LedgerError) -> Effects {
        let digest = try value.required("digest").asDigest()
        var effects = Effects(
            transaction: digest, failure: nil, gas: Gas(computation: 0, storage: 0, rebate: 0), events: [],
            changes: [], checkpoint: nil)
        switch try value.required("status").asText() {
        case "SUCCESS": break
        case "FAILURE":
            effects.failure = ExecutionFailure(abort: nil, isCongestion: false, message: "failed")
            if let error = try value.optional("executionError") {
                effects.failure = try ExecutionFailure.read(graphQL: error)
            }
        default: throw LedgerError(.malformed, "a transaction has no status")
        }
        if let at = try value.optional("checkpoint") {
            effects.checkpoint = try at.required("sequenceNumber").asNumber()
        }
        if let gas = try value.optional("gasEffects"), let summary = try gas.optional("gasSummary") {
            effects.gas = Gas(
                computation: try summary.required("computationCost").asNumber(),
                storage: try summary.required("storageCost").asNumber(),
                rebate: try summary.required("storageRebate").asNumber())
        }
        if let list = try value.optional("events") {
            try effects.readEnd(of: list)
            try list.required("nodes").each { node throws(LedgerError) in
                effects.events.append(
                    try EmittedEvent.read(
                        graphQL: node, transaction: digest, index: UInt32(clamping: effects.events.count)))
            }
            for index in effects.events.indices { effects.events[index].checkpoint = effects.checkpoint }
        }
        if let list = try value.optional("objectChanges") {
            try effects.readEnd(of: list)
            try list.required("nodes").each { node throws(LedgerError) in
                effects.changes.append(try Change.read(graphQL: node))
            }
        }
        return effects
    }

    /// Notes that a list goes on behind its first page.
    private mutating func readEnd(of list: borrowing JSONValue) throws(LedgerError) {
        if try list.required("pageInfo").required("hasNextPage").asBool() { isWhole = false }
    }
}

extension Effects.Change {
    fileprivate static func read(graphQL value: borrowing JSONValue) throws(LedgerError) -> Effects.Change {
        let isCreated = try value.optional("idCreated")?.asBool() ?? false
        let isDeleted = try value.optional("idDeleted")?.asBool() ?? false
        var type: TypeTag?
        if let output = try value.optional("outputState"), let object = try output.optional("asMoveObject") {
            type = try object.required("contents").required("type").required("repr").asType()
        }
        return Effects.Change(
            id: try value.required("address").asAddress(),
            kind: isCreated ? .created : isDeleted ? .deleted : .changed, type: type)
    }
}
