// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import SuiLedger

/// What of Sui's GraphQL schema a local ledger has: what a client of our contracts asks for.
struct LedgerSchema {
    static let pageSize = 50

    let ledger: LocalLedger
    /// Carries a transaction out.
    let execute: ([UInt8], [UserSignature]) throws(DevRefusal) -> Effects
    /// What is not told as it is.
    let lie: DevFaults.Lie?
    /// Puts events into the order in which they are told.
    let order: ([GraphQLOutput]) -> [GraphQLOutput]

    /// What a ledger, or one that is behind it, tells.
    init(_ ledger: LocalLedger, of world: DevWorld) {
        self.ledger = ledger
        execute = world.execute
        lie = world.faults?.lie
        order = world.ordered
    }

    /// The root of queries.
    var query: GraphQLObject {
        GraphQLObject("Query") { name, arguments throws(GraphQLFailure) in
            switch name {
            case "chainIdentifier": return .text(String(ledger.chainID.raw.hex.prefix(8)))
            case "checkpoint": return .object(checkpoint)
            case "epoch": return .object(epoch)
            case "object": return .optional(ledger.object(try address(arguments["address"])).map(object))
            case "multiGetObjects":
                return .list(
                    try arguments["keys"]?.list.map { key throws(GraphQLFailure) in
                        .optional(ledger.object(try address(key["address"])).map(object))
                    } ?? [])
            case "address": return .object(account(try address(arguments["address"])))
            case "transaction":
                guard let digest = arguments["digest"]?.text.flatMap({ Digest($0) }) else {
                    throw .badInput("a digest is Base58 of 32 bytes")
                }
                return .optional(ledger.numbers[digest].map { transaction(ledger.transactions[$0]) })
            case "events": return .object(try events(arguments))
            case "simulateTransaction": return .object(try simulated(arguments))
            default: return nil
            }
        }
    }

    /// The root of mutations.
    var mutation: GraphQLObject {
        GraphQLObject("Mutation") { name, arguments throws(GraphQLFailure) in
            guard name == "executeTransaction" else { return nil }
            guard let bytes = arguments["transactionDataBcs"]?.text.flatMap({ Base64.decode($0) }) else {
                throw .badInput("a transaction is Base64")
            }
            var signatures: [UserSignature] = []
            for signature in arguments["signatures"]?.list ?? [] {
                do throws(UserSignature.Refusal) {
                    signatures.append(try UserSignature(base64: signature.text ?? ""))
                } catch {
                    throw .badInput("a signature is none, or not of a kind that a local ledger checks")
                }
            }
            do throws(DevRefusal) {
                let effects = try execute(bytes, signatures)
                return .object(GraphQLObject("ExecutionResult", ["effects": .object(self.effects(effects))]))
            } catch {
                guard case .rejected(let rejection) = error else { throw .unavailable(error.description) }
                throw .badInput(rejection.description)
            }
        }
    }

    // MARK: Objects

    func object(_ object: LedgerObject) -> GraphQLObject {
        let move = GraphQLObject(
            "MoveValue", ["type": type(object.type), "bcs": .text(Base64.encode(object.contents))])
        let moveObject = GraphQLObject("MoveObject", ["contents": .object(move)])
        var owner = GraphQLOutput.null
        if case .account(let account)? = object.owner {
            let address = GraphQLObject("Address", ["address": .text(account.description)])
            owner = .object(GraphQLObject("AddressOwner", ["address": .object(address)]))
        } else if case .shared(let version)? = object.owner {
            owner = .object(GraphQLObject("Shared", ["initialSharedVersion": .number(version)]))
        }
        return GraphQLObject(
            "Object",
            [
                "address": .text(object.reference.id.description), "version": .number(object.reference.version),
                "digest": .text(object.reference.digest.description), "owner": owner,
                "asMoveObject": .object(moveObject), "contents": .object(move),
            ])
    }

    private func account(_ id: Address) -> GraphQLObject {
        GraphQLObject("Address") { name, arguments throws(GraphQLFailure) in
            switch name {
            case "address": return .text(id.description)
            case "balance":
                let balance = GraphQLOutput.text("\(ledger.balance(of: id))")
                return .object(GraphQLObject("Balance", ["totalBalance": balance, "coinBalance": balance]))
            case "objects":
                let isWanted = arguments["filter"]?["type"].text.map(Self.matcher)
                let found = ledger.owned(by: id).filter { isWanted?($0.type) ?? true }
                return .object(try page(found, arguments) { .object(object($0)) })
            case "dynamicField": return .optional(try entry(id, arguments["name"] ?? .null).map(field))
            case "dynamicFields":
                let entries =
                    ledger.tables[id].map { table in ledger.entries(of: table).map { told($0, in: table) } } ?? []
                return .object(try page(entries, arguments) { .object(field($0)) })
            default: return nil
            }
        }
    }

    private func entry(_ table: Address, _ name: GraphQLInput) throws(GraphQLFailure) -> TableEntry? {
        guard let found = ledger.tables[table] else { return nil }
        guard let type = name["type"].text.flatMap({ TypeTag($0) }),
            let key = name["bcs"].text.flatMap({ Base64.decode($0) })
        else { throw .badInput("a field's name is a type and its BCS in Base64") }
        guard type == ledger.keyType(of: found) else { return nil }
        return ledger.entry(of: found, key).map { told($0, in: found) }
    }

    private func told(_ entry: TableEntry, in table: LocalTable) -> TableEntry {
        guard let lie, case .stakes = table else { return entry }
        return lie.told(entry)
    }

    private func field(_ entry: TableEntry) -> GraphQLObject {
        let name = GraphQLObject("MoveValue", ["bcs": .text(Base64.encode(entry.key))])
        let value = GraphQLObject("MoveValue", ["bcs": .text(Base64.encode(entry.value))])
        return GraphQLObject("DynamicField", ["name": .object(name), "value": .object(value)])
    }

    func type(_ type: TypeTag) -> GraphQLOutput {
        .object(GraphQLObject("MoveType", ["repr": .text(type.description)]))
    }

    func address(_ input: GraphQLInput?) throws(GraphQLFailure) -> Address {
        guard let address = input?.text.flatMap({ Address($0) }) else { throw .badInput("an address is 0x and digits") }
        return address
    }

    /// Whether a type is that of a filter: a package, a module in it, or a whole type.
    static func matcher(_ filter: String) -> (TypeTag) -> Bool {
        if let whole = TypeTag(filter) { return { $0 == whole } }
        let parts = filter.split(separator: ":").map(String.init)
        let package = parts.first.flatMap { Address($0) }
        return { type in
            guard case .structure(let tag) = type, package == tag.package else { return false }
            return parts.count < 2 || parts[1] == tag.module && (parts.count < 3 || parts[2] == tag.name)
        }
    }

    /// Part of a list; a cursor is the number of items before it.
    func page<Item>(
        _ items: [Item], _ arguments: [String: GraphQLInput],
        order: ([GraphQLOutput]) -> [GraphQLOutput] = { $0 }, show: (Item) -> GraphQLOutput
    ) throws(GraphQLFailure) -> GraphQLObject {
        let first = min(Int(clamping: arguments["first"]?.number ?? 20), Self.pageSize)
        var start = 0
        if let after = arguments["after"]?.text {
            guard let number = Int(after), (0...items.count).contains(number) else {
                throw .badInput("a cursor is not ours")
            }
            start = number
        }
        let end = min(start + first, items.count)
        let info = GraphQLObject(
            "PageInfo", ["hasNextPage": .bool(end < items.count), "endCursor": end > start ? .text("\(end)") : .null])
        return GraphQLObject(
            "Connection", ["nodes": .list(order(items[start..<end].map(show))), "pageInfo": .object(info)])
    }
}
