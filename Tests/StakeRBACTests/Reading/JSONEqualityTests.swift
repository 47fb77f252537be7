// SPDX-License-Identifier: Apache-2.0
import Testing
import Wire

@testable import StakeRBAC

/// Whether two values say the same.
struct JSONEqualityTests {
    private func areEqual(_ a: String, _ b: String) throws -> Bool {
        var parser = try JSONParser(maximumBytes: 1 << 20)
        let bytes = Array(#"{"a":\#(a),"b":\#(b)}"#.utf8)
        return try parser.withDocument(bytes.span) { root throws(JSONError) in
            guard let first = try root.member("a"), let second = try root.member("b") else { return false }
            let (there, back) = (first.equals(second), second.equals(first))
            #expect(there == back)
            return there
        }
    }

    static let equal = [
        ("null", "null"), ("true", "true"), (#""x""#, #""\u0078""#), ("[]", "[ ]"), ("{}", "{}"), ("1", "1"),
        ("1", "1.0"), ("100", "1e2"), ("0", "-0.0"), ("9007199254740993", "9007199254740993"),
        (#"{"a":1,"b":[{"c":null}]}"#, #"{"b":[{"c":null}],"a":1.0}"#),
        (#"{"b":1,"a":2,"c":3}"#, #"{"c":3,"b":1,"a":2}"#),
        (#"{"":1}"#, #"{"":1}"#),
    ]

    @Test(arguments: equal) func `says the same`(_ a: String, _ b: String) throws { #expect(try areEqual(a, b)) }

    static let unequal = [
        ("null", "false"), ("null", "{}"), ("true", "false"), ("1", "true"), ("1", #""1""#), ("1", "2"), ("1", "1.5"),
        (#""x""#, #""X""#), (#""x""#, #""x ""#), (#""""#, "null"), ("[]", "{}"), ("[1]", "[1,1]"), ("[1,2]", "[2,1]"),
        ("[1,2]", "[1]"), (#"{"a":1}"#, #"{"a":2}"#), (#"{"a":1}"#, #"{"A":1}"#), (#"{"a":1}"#, #"{"a":1,"b":1}"#),
        (#"{"a":null}"#, "{}"), (#"{"a":1,"b":2}"#, #"{"a":2,"b":1}"#),
        // 2^53 + 1 is no double.
        ("9007199254740993", "9007199254740992.0"), ("-1", "18446744073709551615"),
        // A key that stands twice.
        (#"{"a":1,"a":1}"#, #"{"a":1,"a":1}"#), (#"{"a":1,"a":1}"#, #"{"a":1,"b":1}"#),
        (#"{"b":1,"a":1,"a":1}"#, #"{"a":1,"b":1,"c":1}"#), (#"{"a":{"x":1,"x":1}}"#, #"{"a":{"x":1,"x":1}}"#),
    ]

    @Test(arguments: unequal) func `says something else`(_ a: String, _ b: String) throws {
        #expect(try !areEqual(a, b))
    }

    private func object(_ keys: [Int]) -> String {
        "{" + keys.map { #""k\#(1000 + $0)":\#($0)"# }.joined(separator: ",") + "}"
    }

    @Test func `finds members in any order up to a bound, and beyond it in the order of their keys`() throws {
        for count in [63, 64] {
            #expect(try areEqual(object(Array(0..<count)), object((0..<count).reversed())))
        }
        #expect(try !areEqual(object(Array(0..<65)), object((0..<65).reversed())))
        #expect(try areEqual(object(Array(0..<5000)), object(Array(0..<5000))))
        #expect(try !areEqual(object(Array(0..<5000)), object(Array(1..<5001))))
    }
}
