// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealController

@Suite struct APIQueryTests {
    private static func query(_ text: String) -> APIQuery? {
        let bytes = Array(text.utf8)
        return APIQuery(bytes.span, names: ["limit", "after"])
    }

    @Test func `few names, each once`() throws {
        let query = try #require(Self.query("limit=5&after=n-1"))
        #expect(query["limit"] == "5" && query["after"] == "n-1" && query["before"] == nil)
        #expect(Self.query("")?["limit"] == nil)
        for bad in [
            "limit", "limit=", "=5", "limit=1&limit=2", "before=1", "limit=1&", "&limit=1", "limit=%31", "after=a+b",
            "after=a b", "LIMIT=1",
        ] { #expect(Self.query(bad) == nil, "\(bad)") }
    }

    @Test func `a query is as long as may be, and no longer`() {
        for (count, isRead) in [(255, true), (256, true), (257, false)] {
            let text = "after=" + String(repeating: "a", count: count - 6)
            #expect((Self.query(text) != nil) == isRead)
        }
    }

    @Test func `numbers are in their range, and written in one way`() throws {
        for (text, expected) in [("1", 1), ("500", 500), ("0", nil), ("501", nil), ("01", nil), ("-1", nil)]
            as [(String, UInt64?)]
        {
            let query = try #require(Self.query("limit=\(text)"))
            #expect(query.number("limit", in: 1...500, or: 100) == expected)
        }
        #expect(try #require(Self.query("")).number("limit", in: 1...500, or: 100) == 100)
    }
}
