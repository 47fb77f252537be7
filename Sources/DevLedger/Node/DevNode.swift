// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
public import SuiLedger
internal import Wire

/// A local ledger behind Sui's GraphQL: takes a request's body, gives an answer's.
public final class DevNode: Sendable {
    private static let maximumBody = 1024 * 1024

    /// The ledger, and nothing that could be reached without the lock.
    private struct Held: @unchecked Sendable {
        // Sendable: it is made under the lock and never leaves it.
        let world: DevWorld
    }

    private let held: Locked<Held>

    /// A ledger on which nothing has happened.
    ///
    /// Its clock begins at `milliseconds` since 1970; where nothing is said a stepped one begins at 0, a running one at the present.
    public init(seed: UInt64, milliseconds: UInt64? = nil, time: DevTime = .stepped) {
        let ledger = LocalLedger(seed: seed, milliseconds: milliseconds ?? time.present ?? 0)
        held = Locked(Held(world: DevWorld(ledger, time)))
    }

    /// The package that the contracts are, and what the chain is called.
    public var identity: (package: Address, chain: Digest) {
        held.withLock { ($0.world.ledger.package, $0.world.ledger.chainID) }
    }

    /// Gives somebody SUI; false where there would be more than there can be.
    public func faucet(_ amount: UInt64, to owner: Address) -> Bool {
        held.withLock { $0.world.ledger.faucet(amount, to: owner) }
    }

    /// Steps to the next epoch.
    public func nextEpoch() { held.withLock { $0.world.nextEpoch() } }

    /// Lets time pass at once, until the year 2200 at most.
    public func advance(milliseconds: UInt64) { held.withLock { $0.world.advance(milliseconds: milliseconds) } }

    /// Answers a GraphQL request.
    public func answer(_ body: Span<UInt8>) -> [UInt8] {
        var buffer = ByteBuffer(capacity: 1024)
        do throws(GraphQLFailure) {
            let request = try Self.read(body)
            let document = try GraphQLParser.parse(request.query)
            let data: [UInt8] = try held.withLock { held throws(GraphQLFailure) in
                var data = ByteBuffer(capacity: 1024)
                held.world.tick()
                let schema = LedgerSchema(ledger: held.world.ledger)
                let root = document.isMutation ? schema.mutation : schema.query
                try root.write(document.selections, request.variables, to: &data)
                return data.bytes
            }
            buffer.append("{\"data\":")
            buffer.append(data)
            buffer.append("}")
        } catch {
            buffer.append("{\"data\":null,\"errors\":[{\"message\":")
            buffer.append(json: error.message)
            buffer.append(",\"extensions\":{\"code\":")
            buffer.append(json: error.code)
            buffer.append("}}]}")
        }
        return buffer.bytes
    }

    private static func read(
        _ body: Span<UInt8>
    ) throws(GraphQLFailure) -> (query: String, variables: [String: GraphQLInput]) {
        do throws(Failure) {
            var parser = try makeParser()
            return try parser.withDocument(body) { document throws(Failure) in
                guard let query = try document.string(at: "query") else {
                    throw .graphQL(.badInput("there is no query"))
                }
                guard case .object(let variables)? = try document.input(at: "variables") else { return (query, [:]) }
                return (query, variables)
            }
        } catch {
            switch error {
            case .graphQL(let failure): throw failure
            case .json: throw .badInput("the body is no JSON")
            }
        }
    }

    private static func makeParser() throws(Failure) -> JSONParser {
        do throws(JSONError) { return try JSONParser(maximumBytes: maximumBody) } catch { throw .json(error) }
    }
}

/// What can go wrong while a body is read.
private enum Failure: JSONFailure {
    case json(JSONError)
    case graphQL(GraphQLFailure)

    init(_ error: JSONError) { self = .json(error) }
}

extension JSONValue {
    fileprivate func string(at key: StaticString) throws(Failure) -> String? {
        do throws(JSONError) {
            guard let span = try member(key)?.string else { return nil }
            return String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
        } catch { throw .json(error) }
    }

    fileprivate func input(at key: StaticString) throws(Failure) -> GraphQLInput? {
        do throws(JSONError) {
            guard let value = try member(key) else { return nil }
            return GraphQLInput(value)
        } catch { throw .json(error) }
    }
}

extension GraphQLInput {
    /// A variable's value as JSON has it; the parser has bounded its depth.
    fileprivate init(_ value: borrowing JSONValue) {
        switch value.kind {
        case .null: self = .null
        case .bool: self = .bool(value.bool ?? false)
        case .number: self = value.integer.map { .number(Int64($0)) } ?? .null
        case .string:
            guard let span = value.string else {
                self = .null
                return
            }
            self = .text(String(decoding: span.indices.map { span[$0] }, as: UTF8.self))
        case .array:
            var list: [GraphQLInput] = []
            var children = value.children
            while children.advance() { if let child = children.value { list.append(GraphQLInput(child)) } }
            self = .list(list)
        case .object:
            var fields: [String: GraphQLInput] = [:]
            var children = value.children
            while children.advance() {
                let key = children.key
                let name = String(decoding: key.indices.map { key[$0] }, as: UTF8.self)
                if let child = children.value { fields[name] = GraphQLInput(child) }
            }
            self = .object(fields)
        }
    }
}
