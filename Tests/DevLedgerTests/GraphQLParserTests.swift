// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import DevLedger

@Suite struct GraphQLParserTests {
    @Test func `a query is fields, arguments and types`() throws {
        let document = try GraphQLParser.parse(
            #"query Name($id: SuiAddress! = "0x)2", $n: Int) { a: f(id: $id, list: [1, -2, true, null, X], o: {k: "v\"\\"}) { x ... on T { y } } z }"#
        )
        let arguments: [String: GraphQLInput] = [
            "id": .variable("id"), "list": .list([.number(1), .number(-2), .bool(true), .null, .text("X")]),
            "o": .object(["k": .text(#"v"\"#)]),
        ]
        let inner: [GraphQLSelection] = [
            .field(alias: nil, name: "x", arguments: [:], selections: []),
            .onType("T", [.field(alias: nil, name: "y", arguments: [:], selections: [])]),
        ]
        #expect(!document.isMutation)
        #expect(
            document.selections == [
                .field(alias: "a", name: "f", arguments: arguments, selections: inner),
                .field(alias: nil, name: "z", arguments: [:], selections: []),
            ])
        #expect(try GraphQLParser.parse("mutation { a }").isMutation)
        #expect(try GraphQLParser.parse("{ a # comment }\n }").selections.count == 1)
    }

    /// Every query that our client sends, and every prefix of it: read or refused, never a trap.
    @Test func `what our client asks is read, and no prefix of it is`() throws {
        let queries = try Tree.vectors("sui-queries.json").members.values.compactMap { $0["query"].text }
        #expect(queries.count >= 11)
        for query in queries {
            #expect(throws: Never.self) { try GraphQLParser.parse(query) }
            for count in 0..<query.utf8.count {
                let prefix = String(decoding: Array(query.utf8).prefix(count), as: UTF8.self)
                #expect(throws: GraphQLFailure.self) { try GraphQLParser.parse(prefix) }
            }
        }
    }

    @Test(arguments: [
        "", "{", "}", "{ a } b", "query", "subscription { a }", "{ a(: 1) }", "{ a(b) }", "{ \"a\" }",
        "{ a(b: \"\\n\") }", "{ a { } } }",
    ])
    func `what is no query is refused`(_ text: String) {
        #expect(throws: GraphQLFailure.self) { try GraphQLParser.parse(text) }
    }

    @Test func `a query has no more fields than allowed`() throws {
        let fields = { (count: Int) in "{ " + (0..<count).map { "a\($0): b" }.joined(separator: " ") + " }" }
        #expect(try GraphQLParser.parse(fields(300)).selections.count == 300)
        #expect(throws: GraphQLFailure.tooManyFields) { try GraphQLParser.parse(fields(301)) }
    }

    @Test func `a query is nested no deeper than allowed`() {
        let deep = String(repeating: "{ a ", count: 10_000)
        #expect(throws: GraphQLFailure.tooDeep) { try GraphQLParser.parse(deep) }
        let lists = "{ a(b: " + String(repeating: "[", count: 10_000)
        #expect(throws: GraphQLFailure.tooDeep) { try GraphQLParser.parse(lists) }
    }
}
