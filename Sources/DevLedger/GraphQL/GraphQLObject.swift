// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// What a field gives.
indirect enum GraphQLOutput {
    case null
    case bool(Bool)
    case number(UInt64)
    case text(String)
    case list([GraphQLOutput])
    case object(GraphQLObject)

    static func optional(_ object: GraphQLObject?) -> GraphQLOutput { object.map(GraphQLOutput.object) ?? .null }
}

/// An object with fields that are found when they are asked for.
struct GraphQLObject {
    /// Finds a field by name and arguments; `nil` where there is none of this name.
    typealias Find = (String, [String: GraphQLInput]) throws(GraphQLFailure) -> GraphQLOutput?

    /// What our client takes at most.
    private static let maximumAnswer = 8 * 1024 * 1024

    let type: String
    let find: Find

    init(_ type: String, _ find: @escaping Find) {
        self.type = type
        self.find = find
    }

    /// An object whose fields are known.
    init(_ type: String, _ fields: [String: GraphQLOutput]) {
        self.init(type) { name, _ throws(GraphQLFailure) in fields[name] }
    }

    /// Writes what was asked for, as JSON.
    func write(
        _ selections: [GraphQLSelection], _ variables: [String: GraphQLInput], to buffer: inout ByteBuffer
    ) throws(GraphQLFailure) {
        buffer.append("{")
        var isFirst = true
        try writeFields(selections, variables, &isFirst, to: &buffer)
        buffer.append("}")
    }

    private func writeFields(
        _ selections: [GraphQLSelection], _ variables: [String: GraphQLInput], _ isFirst: inout Bool,
        to buffer: inout ByteBuffer
    ) throws(GraphQLFailure) {
        for selection in selections {
            switch selection {
            case .onType(let name, let inner):
                if name == type { try writeFields(inner, variables, &isFirst, to: &buffer) }
            case .field(let alias, let name, let arguments, let inner):
                let resolved = arguments.mapValues { $0.resolved(variables) }
                let found: GraphQLOutput? = name == "__typename" ? .text(type) : try find(name, resolved)
                guard let found else { throw .unknownField("\(type).\(name)") }
                guard buffer.count <= Self.maximumAnswer else { throw .tooLarge }
                if !isFirst { buffer.append(",") }
                isFirst = false
                buffer.append(json: alias ?? name)
                buffer.append(":")
                try Self.write(found, inner, variables, to: &buffer)
            }
        }
    }

    private static func write(
        _ output: GraphQLOutput, _ selections: [GraphQLSelection], _ variables: [String: GraphQLInput],
        to buffer: inout ByteBuffer
    ) throws(GraphQLFailure) {
        switch output {
        case .null: buffer.append("null")
        case .bool(let value): buffer.append(value ? "true" : "false")
        case .number(let number): buffer.append(decimal: UInt(number))
        case .text(let text): buffer.append(json: text)
        case .object(let object): try object.write(selections, variables, to: &buffer)
        case .list(let list):
            buffer.append("[")
            for (index, element) in list.enumerated() {
                if index > 0 { buffer.append(",") }
                try write(element, selections, variables, to: &buffer)
            }
            buffer.append("]")
        }
    }
}
