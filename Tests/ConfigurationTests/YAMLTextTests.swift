// SPDX-License-Identifier: Apache-2.0
import Configuration
import Testing

@Suite struct YAMLTextTests {
    private static func parse(_ text: String) throws -> YAMLNode {
        let bytes = Array(text.utf8)
        return try YAMLDocument.parse(bytes.span, name: "test").root
    }

    @Test(
        arguments: [
            ("a: 1", "a: 1\n"), ("a: '1'", "a: \"1\"\n"), ("a:", "a: null\n"), ("a: ~", "a: null\n"),
            ("a: ''", "a: \"\"\n"),
            ("{a: [], b: {}}", "a: []\nb: {}\n"),
            ("[1, [2, 3], {a: 4, b: [5]}]", "- 1\n- - 2\n  - 3\n- a: 4\n  b:\n    - 5\n"),
            ("a: |\n  x\n  y\n", "a: \"x\\ny\\n\"\n"), ("a: >\n  x\n  y\n", "a: \"x y\\n\"\n"),
            ("a: x\n  y", "a: x y\n"),
            ("a: x\n\n  y", "a: \"x\\ny\"\n"), (#"a: "\t\e\"\\""#, #"a: "\t\U0000001b\"\\""# + "\n"),
            (#"a: "\u2028\u0085\ufeff""#, #"a: "\U00002028\U00000085\U0000feff""# + "\n"),
            ("'true': 1", "\"true\": 1\n"), ("'a b': 1", "\"a b\": 1\n"), ("a.b/c-d_e: 0x10", "a.b/c-d_e: 0x10\n"),
            ("a: -x", "a: -x\n"), ("a: yes", "a: yes\n"), ("a: 012", "a: 012\n"), ("a: ünï✓", "a: ünï✓\n"),
            ("a: http://x:1/#y", "a: http://x:1/#y\n"), ("# one\na: 1 # two\n", "a: 1\n"), ("a: !!str 1", "a: \"1\"\n"),
            ("x", "x\n"),
        ] as [(String, String)])
    func `what is read is written so that it is read the same`(_ text: String, _ written: String) throws {
        let node = try Self.parse(text)
        #expect(node.text == written)
        #expect(try Self.parse(written).says(node))
    }

    @Test(arguments: [
        ("a: 1", "a: '1'"), ("a: 1", "a: 2"), ("a: 1", "b: 1"), ("[1]", "[1, 2]"), ("[1]", "{a: 1}"),
        ("a: 1\nb: 2", "b: 2\na: 1"),
        ("a: ''", "a:"), ("a: []", "a: {}"),
    ])
    func `what says something else is told apart`(_ one: String, _ other: String) throws {
        #expect(try !Self.parse(one).says(Self.parse(other)) && !Self.parse(other).says(Self.parse(one)))
    }

    @Test func `a value that was never in a file is written, too`() throws {
        let node = YAMLNode(
            content: .mapping([
                .init(key: "no", value: YAMLNode(content: .scalar("x: #", isPlain: false))),
                .init(
                    key: "k", value: YAMLNode(content: .sequence([YAMLNode(content: .scalar("true", isPlain: true))]))),
            ]))
        #expect(node.text == "\"no\": \"x: #\"\nk:\n  - true\n")
    }
}
