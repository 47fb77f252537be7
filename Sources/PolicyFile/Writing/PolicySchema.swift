// SPDX-License-Identifier: Apache-2.0

/// The JSON Schema of a policy, made of what it is read by: editors check a file with it while it is written.
///
/// It knows names, types and grammars; what hangs on several of them at a time, ``PolicyFile`` alone says.
public enum PolicySchema {
    /// The schema as a JSON document (draft 2020-12).
    public static var text: String {
        guard case .object(let members) = document(PolicyKeys.all.shape, help: "") else { return "" }
        let head: [(String, JSONText)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("$id", .text("https://k3s-daas.io/v1alpha1/policy.schema.json")),
            ("title", .text("Policy of k3s-daas: what a stake may do")),
        ]
        return JSONText.object(head + members).written() + "\n"
    }

    private static func document(_ shape: Shape, help: String) -> JSONText {
        let description: [(String, JSONText)] = help.isEmpty ? [] : [("description", .text(help))]
        return .object(description + keywords(shape))
    }

    private static func keywords(_ shape: Shape) -> [(String, JSONText)] {
        switch shape {
        case .constant(let text): return [("const", .text(text))]
        case .text(let pattern, let limit):
            let grammar: [(String, JSONText)] = pattern.map { [("pattern", .text($0))] } ?? []
            return [("type", .text("string")), ("minLength", .integer(1)), ("maxLength", .integer(limit))] + grammar
        case .numeric(let pattern):
            let types = JSONText.list([.text("string"), .text("number")])
            return [("type", types), ("pattern", .text(pattern)), ("minimum", .integer(0))]
        case .integer(let range):
            return [
                ("type", .text("integer")), ("minimum", .integer(range.lowerBound)),
                ("maximum", .integer(range.upperBound)),
            ]
        case .flag: return [("type", .text("boolean"))]
        case .words(let words): return [("enum", .list(words.map { .text($0) }))]
        case .never: return [("description", .text("Always enforced; no policy may weaken it.")), ("not", .object([]))]
        case .list(let item, let count, let isUnique):
            let least: [(String, JSONText)] = count.lowerBound > 0 ? [("minItems", .integer(count.lowerBound))] : []
            let unique: [(String, JSONText)] = isUnique ? [("uniqueItems", .flag(true))] : []
            return [("type", .text("array"))] + least + [("maxItems", .integer(count.upperBound))] + unique
                + [("items", document(item, help: ""))]
        case .mapping(let members):
            let required = members.filter(\.isRequired).map { JSONText.text($0.name) }
            return [("type", .text("object")), ("additionalProperties", .flag(false))]
                + (required.isEmpty ? [] : [("required", .list(required))])
                + [("properties", .object(members.map { ($0.name, document($0.shape, help: $0.help)) }))]
        case .either(let shapes): return [("oneOf", .list(shapes.map { document($0, help: "") }))]
        }
    }
}
