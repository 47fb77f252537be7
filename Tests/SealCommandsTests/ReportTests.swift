// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealCommands

@Suite struct ReportTests {
    static let report = Report.of(
        ("sealRegistry", .text("0x1")), ("amount", .amount(2_500_000_000)), ("since", .time(1_795_212_180_500)),
        ("isOpen", .bool(true)), ("nothing", .null), ("words", .list([.text("a"), .text("b")])),
        (
            "rows",
            .list([.of(("no", .number(1)), ("name", .text("x"))), .of(("no", .number(22)), ("name", .text("")))])
        ), ("part", .of(("inner", .number(7)))), ("none", .list([])))

    @Test func `people read amounts, dates and tables`() {
        #expect(
            OutputFormat.text.write(Self.report) == """
                seal registry: 0x1
                amount:        2.5 SUI
                since:         2026-11-20 22:03:00 UTC
                is open:       yes
                nothing:       -
                words:         a, b
                rows:
                  NO  NAME
                  1   x
                  22  -
                part:
                  inner: 7
                none:          -

                """)
    }

    @Test func `what has parts within parts is a list with dashes`() {
        let report = Report.list([
            .of(("nodeID", .text("a")), ("tlsSpkiSHA256", .of(("x", .number(1))))), .of(("nodeID", .text("b"))),
        ])
        #expect(
            OutputFormat.text.write(report) == """
                - node ID: a
                  tls spki SHA256:
                    x: 1
                - node ID: b

                """)
        #expect(OutputFormat.text.write(.list([])) == "(none)\n")
    }

    @Test func `programs read numbers`() {
        #expect(
            OutputFormat.json.write(Self.report) == """
                {
                  "sealRegistry": "0x1",
                  "amount": 2500000000,
                  "since": 1795212180500,
                  "isOpen": true,
                  "nothing": null,
                  "words": [
                    "a",
                    "b"
                  ],
                  "rows": [
                    {
                      "no": 1,
                      "name": "x"
                    },
                    {
                      "no": 22,
                      "name": ""
                    }
                  ],
                  "part": {
                    "inner": 7
                  },
                  "none": []
                }

                """)
        #expect(
            OutputFormat.yaml.write(Self.report) == """
                sealRegistry: "0x1"
                amount: 2500000000
                since: 1795212180500
                isOpen: true
                nothing: null
                words:
                  - "a"
                  - "b"
                rows:
                  - "no": 1
                    name: "x"
                  - "no": 22
                    name: ""
                part:
                  inner: 7
                none: []

                """)
    }

    @Test(arguments: [
        ("a\u{1b}[2Jb", "a\\u{1b}[2Jb"), ("a\nb", "a\\u{a}b"), ("\u{202e}x", "\\u{202e}x"), ("é😀", "é😀"),
        ("\u{7f}\u{9b}", "\\u{7f}\\u{9b}"),
    ])
    func `nothing from a chain moves a terminal's cursor`(_ text: String, _ shown: String) {
        #expect(OutputFormat.text.write(.of(("x", .text(text)))) == "x: \(shown)\n")
    }

    @Test func `names that are not ours stand in quotes`() {
        for (name, shown) in [
            ("a\u{1b}[2J", "\"a\\u001b[2J\""), ("a: b", "\"a: b\""), ("", "\"\""), ("\u{9b}x", "\"\\u009bx\""),
            ("1a", "\"1a\""), ("No", "\"No\""), ("on", "\"on\""), ("a-b", "\"a-b\""), ("nodeID2", "nodeID2"),
        ] {
            #expect(OutputFormat.yaml.write(.of((name, .number(1)))) == "\(shown): 1\n")
            #expect(OutputFormat.yaml.write(.of((name, .of(("x", .number(1)))))) == "\(shown):\n  x: 1\n")
        }
    }

    @Test func `of several, each is a document in YAML, and nothing stands between them elsewhere`() {
        #expect(OutputFormat.yaml.writeNext(.of(("x", .number(1)))) == "---\nx: 1\n")
        #expect(OutputFormat.json.writeNext(.of(("x", .number(1)))) == "{\n  \"x\": 1\n}\n")
        #expect(OutputFormat.text.writeNext(.of(("x", .number(1)))) == "x: 1\n")
    }

    @Test func `texts cannot become anything else in JSON and YAML`() {
        let text = Report.of(("x", .text("a\"b\\c\n{}: - yes")))
        #expect(OutputFormat.json.write(text) == "{\n  \"x\": \"a\\\"b\\\\c\\n{}: - yes\"\n}\n")
        #expect(OutputFormat.yaml.write(text) == "x: \"a\\\"b\\\\c\\n{}: - yes\"\n")
    }
}
