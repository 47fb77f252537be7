// SPDX-License-Identifier: Apache-2.0
import Bytes
import Reviews
import SealAuthN
import Testing
import Wire

@testable import WebhookServer

struct AudienceNamesTests {
    private static let three = AudienceNames(["a", "b", "a\"c"])

    /// What is accepted of a review with these audiences, as JSON.
    private func accepted(_ asked: String, by audiences: AudienceNames) throws -> AudienceSet {
        var parser = try JSONParser(maximumBytes: 1 << 16)
        let body = Array(
            #"{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"audiences":\#(asked)}}"#.utf8)
        return try parser.withDocument(body.span) { root throws(ReviewError) in
            audiences.asked(by: try TokenReview(root))
        }
    }

    private func field(_ bits: UInt16, of audiences: AudienceNames) -> String {
        var buffer = ByteBuffer()
        audiences.append(AudienceSet(rawValue: bits), to: &buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    @Test(
        arguments: [
            (#"["a"]"#, 0b001), (#"["b"]"#, 0b010), (#"["a\"c"]"#, 0b100), (#"["b","a"]"#, 0b011),
            (#"["x","b","y"]"#, 0b010), (#"["a","a","a"]"#, 0b001), (#"["a","b","a\"c","d"]"#, 0b111),
            (#"["\u0061"]"#, 0b001),
        ] as [(String, UInt16)])
    func `accepts those that are asked for and ours`(_ asked: String, _ bits: UInt16) throws {
        #expect(try accepted(asked, by: Self.three).rawValue == bits)
    }

    @Test(arguments: ["null", "[]"]) func `a review that asks for none asks for all`(_ asked: String) throws {
        #expect(try accepted(asked, by: Self.three).rawValue == 0b111)
    }

    @Test(arguments: [#"["x"]"#, #"[""]"#, #"["A"]"#, #"["a "]"#, #"["aa"]"#, #"["x","y"]"#])
    func `a review that asks for others alone is foreign`(_ asked: String) throws {
        #expect(try accepted(asked, by: Self.three).isEmpty)
    }

    @Test(arguments: [#"["a"]"#, "[]", "null"]) func `without a name of ours everything is foreign`(
        _ asked: String
    ) throws {
        #expect(try accepted(asked, by: AudienceNames([])).isEmpty)
    }

    @Test func `there are as many names as a set has bits`() throws {
        let names = (1...17).map { "n\($0)" }
        for (count, bits) in [(15, 0x7FFF), (16, 0xFFFF), (17, 0xFFFF)] as [(Int, UInt16)] {
            let audiences = AudienceNames(Array(names.prefix(count)))
            #expect(audiences.all.rawValue == bits)
            #expect(try accepted("null", by: audiences).rawValue == bits)
        }
        #expect(try accepted(#"["n16"]"#, by: AudienceNames(names)).rawValue == 0x8000)
        #expect(try accepted(#"["n17"]"#, by: AudienceNames(names)).isEmpty)
    }

    @Test(
        arguments: [
            (0, ""), (0b001, #","audiences":["a"]"#), (0b110, #","audiences":["b","a\"c"]"#),
            (0b111, #","audiences":["a","b","a\"c"]"#), (0b1000, ""), (0b1001, #","audiences":["a"]"#),
        ] as [(UInt16, String)])
    func `a set is written as a field, in our order`(_ bits: UInt16, _ expected: String) {
        #expect(field(bits, of: Self.three) == expected)
    }
}
