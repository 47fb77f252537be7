// SPDX-License-Identifier: Apache-2.0
import Configuration
import Testing

@testable import SealCommands

@Suite struct ObjectTextTests {
    private static func json(_ text: String) throws -> String {
        String(decoding: try ObjectText.parse(Array(text.utf8), name: "object"), as: UTF8.self)
    }

    // What sigs.k8s.io/yaml v1.6 makes of them: its table of words, and strconv.ParseInt with base 0.
    private static let scalars: [(yaml: String, json: String)] = [
        ("true", "true"), ("True", "true"), ("TRUE", "true"), ("tRUE", "\"tRUE\""), ("yes", "true"), ("Yes", "true"),
        ("y", "true"), ("Y", "true"), ("on", "true"), ("ON", "true"), ("oN", "\"oN\""), ("no", "false"), ("n", "false"),
        ("off", "false"), ("False", "false"), ("~", "null"), ("null", "null"), ("Null", "null"), ("NULL", "null"),
        ("nULL", "\"nULL\""), ("", "null"), ("'yes'", "\"yes\""), ("\"5\"", "\"5\""), ("'null'", "\"null\""),
        ("!!str 5", "\"5\""),
        ("0", "0"), ("-0", "0"), ("5", "5"), ("-5", "-5"), ("+5", "5"), ("0644", "420"), ("-0644", "-420"),
        ("0o644", "420"),
        ("0x1F", "31"), ("0X1f", "31"), ("0b101", "5"), ("-0b101", "-5"), ("08", "8"), ("1_000", "1000"),
        ("1__0", "10"),
        ("9223372036854775807", "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
        ("18446744073709551615", "18446744073709551615"), ("18446744073709551616", "1.8446744073709552e+19"),
        ("1.5", "1.5"), ("1.0", "1"), ("5.", "5"), (".5", "0.5"), ("-.5", "-0.5"), ("1e3", "1000"), ("1E-2", "0.01"),
        ("+1.5", "1.5"), ("1e", "\"1e\""), ("1.2.3", "\"1.2.3\""), (".", "\".\""), ("-", "[null]"), ("+", "\"+\""),
        ("0x", "\"0x\""), ("0b2", "\"0b2\""), ("0x-5", "\"0x-5\""), ("--5", "\"--5\""), ("100m", "\"100m\""),
        ("2Gi", "\"2Gi\""),
        ("2026-11-21", "\"2026-11-21\""), ("12:30:45", "\"12:30:45\""), ("1e400", "\"1e400\""), (".5e1", "5"),
        ("_5", "\"_5\""),
    ]

    @Test(arguments: scalars) func `bare values are what kubectl takes them for`(
        _ scalar: (yaml: String, json: String)
    ) throws {
        #expect(
            try Self.json("value: \(scalar.yaml)\n".replacing("value: -\n", with: "value:\n- \n"))
                == "{\"value\":\(scalar.json)}")
    }

    @Test(arguments: [".inf", "-.Inf", "+.INF", ".nan", ".NaN"])
    func `a number without an end is refused with its place`(_ number: String) throws {
        #expect { try Self.json("spec:\n  replicas: \(number)\n") } throws: {
            "\($0)".hasPrefix("object:2:13: a number that is none, or without an end")
        }
    }

    @Test func `lists, objects and texts become the same in JSON`() throws {
        let yaml = "a: [1, 'x']\nb: {c: \"\\u00e9\\\"\\n\", d: {}}\ne: |\n  two\n  lines\n"
        #expect(try Self.json(yaml) == #"{"a":[1,"x"],"b":{"c":"é\"\n","d":{}},"e":"two\nlines\n"}"#)
        #expect(try Self.json(#"{"a": [1, true, null, "x"]}"#) == #"{"a":[1,true,null,"x"]}"#)
        #expect(try Self.json("on: 1\n") == #"{"on":1}"#)
    }

    @Test func `one object is in a file, and nothing that could be two`() throws {
        for (text, reason) in [
            ("a: 1\n---\nb: 2\n", "a second document starts here; write one document per file"),
            ("a: &x 1\nb: *x\n", "anchors are not allowed"), ("a: 1\na: 2\n", "stands twice"),
            ("", "the file is empty"),
            ("- 1\n", "must hold one object"), ("text", "must hold one object"),
        ] {
            #expect("of \(text)") { try Self.json(text) } throws: { "\($0)".contains(reason) }
        }
    }
}
