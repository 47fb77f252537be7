// SPDX-License-Identifier: Apache-2.0

/// An operation as it was parsed: what is asked for, with which arguments.
struct GraphQLDocument: Equatable {
    var isMutation = false
    var selections: [GraphQLSelection] = []
}

/// A field, or fields for one type of object.
indirect enum GraphQLSelection: Equatable {
    case field(alias: String?, name: String, arguments: [String: GraphQLInput], selections: [GraphQLSelection])
    case onType(String, [GraphQLSelection])
}

/// A value that somebody wrote, in a query or as a variable.
indirect enum GraphQLInput: Equatable {
    case null
    case bool(Bool)
    case number(Int64)
    case text(String)
    case list([GraphQLInput])
    case object([String: GraphQLInput])
    case variable(String)

    /// The value with the variables' values in it; one that is missing is null.
    func resolved(_ variables: [String: GraphQLInput]) -> GraphQLInput {
        switch self {
        case .variable(let name): variables[name] ?? .null
        case .list(let values): .list(values.map { $0.resolved(variables) })
        case .object(let fields): .object(fields.mapValues { $0.resolved(variables) })
        default: self
        }
    }

    subscript(_ name: String) -> GraphQLInput {
        if case .object(let fields) = self { fields[name] ?? .null } else { .null }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }

    var number: UInt64? {
        switch self {
        case .number(let number): UInt64(exactly: number)
        case .text(let text): UInt64(text)
        default: nil
        }
    }

    var list: [GraphQLInput] { if case .list(let list) = self { list } else { [] } }
}

/// Why a query is not carried out.
enum GraphQLFailure: Error, Equatable {
    case syntax(at: Int)
    case tooDeep
    case tooManyFields
    case tooLarge
    case unknownField(String)
    case badInput(String)
    case unsupported(String)
    case unavailable(String)

    /// The code that a node gives.
    var code: String {
        switch self {
        case .syntax: "GRAPHQL_PARSE_FAILED"
        case .tooDeep, .tooManyFields, .tooLarge, .unknownField: "GRAPHQL_VALIDATION_FAILED"
        case .badInput: "BAD_USER_INPUT"
        case .unsupported: "FEATURE_UNAVAILABLE"
        case .unavailable: "INTERNAL_SERVER_ERROR"
        }
    }

    /// One sentence.
    var message: String {
        switch self {
        case .syntax(let place): "not a query from byte \(place) on"
        case .tooDeep: "nested too deep"
        case .tooManyFields: "more fields than a local ledger answers at once"
        case .tooLarge: "the answer would be too long"
        case .unknownField(let name): "a local ledger has no field \(name) there"
        case .badInput(let text): text
        case .unsupported(let text): text
        case .unavailable(let text): text
        }
    }
}
