// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// The body of a GraphQL request: a query, and what its variables stand for.
struct GraphQLBody {
    private static let maximumBody = 1024 * 1024

    let query: String
    let variables: [String: GraphQLInput]

    static func read(_ body: Span<UInt8>) throws(GraphQLFailure) -> GraphQLBody {
        do throws(Failure) {
            var parser = try makeParser()
            return try parser.withDocument(body) { document throws(Failure) in
                guard let query = try document.string(at: "query") else {
                    throw .graphQL(.badInput("there is no query"))
                }
                guard case .object(let variables)? = try document.input(at: "variables") else {
                    return GraphQLBody(query: query, variables: [:])
                }
                return GraphQLBody(query: query, variables: variables)
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
            return String(decoding: [UInt8](copying: span), as: UTF8.self)
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
            self = .text(String(decoding: [UInt8](copying: span), as: UTF8.self))
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
                let name = String(decoding: [UInt8](copying: key), as: UTF8.self)
                if let child = children.value { fields[name] = GraphQLInput(child) }
            }
            self = .object(fields)
        }
    }
}
