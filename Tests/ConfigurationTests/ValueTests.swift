// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import Configuration

@Suite struct ValueTests {
    @Test(
        arguments: [
            ("0s", 0), ("1us", 1000), ("250ms", 250_000_000), ("2.5s", 2_500_000_000), ("2m", 120_000_000_000),
            ("1h", 3_600_000_000_000), ("0.5h", 1_800_000_000_000), ("1.000000001s", 1_000_000_001), ("0.001us", 1),
            ("0.25ms", 250_000), ("876000h", 3_153_600_000_000_000_000),
        ] as [(String, Int64)])
    func `reads a duration`(_ text: String, _ nanoseconds: Int64) {
        #expect(TimeSpan.read(text) == .nanoseconds(nanoseconds))
    }

    @Test(arguments: [
        "", "s", "5", "5 s", " 5s", "5s ", "-5s", "+5s", "5S", "5sec", "1e3s", "0x5s", "5.s", ".5s", "5.5.5s", "1m30s",
        "05s", "1.0000000001s", "0.0001us", "876001h", "99999999999999999999s", "٥s", "5ms\0", "1_000ms", "5d",
    ])
    func `refuses what is not a duration`(_ text: String) { #expect(TimeSpan.read(text) == nil) }

    @Test(
        arguments: [
            (0, "0s"), (1000, "1us"), (1_500_000, "1500us"), (250_000_000, "250ms"), (95_000_000_000, "95s"),
            (120_000_000_000, "2m"), (3_600_000_000_000, "1h"),
        ] as [(Int64, String)])
    func `writes a duration in its largest whole unit`(_ nanoseconds: Int64, _ text: String) {
        #expect(TimeSpan.write(.nanoseconds(nanoseconds)) == text)
    }

    @Test(arguments: [
        ("0", 0), ("512", 512), ("64KiB", 65_536), ("20MiB", 20_971_520), ("1GiB", 1_073_741_824),
        ("8589934591GiB", 9_223_372_035_781_033_984),
    ])
    func `reads a size and writes it as it was`(_ text: String, _ bytes: Int) {
        #expect(ByteSize.read(text) == bytes)
        #expect(ByteSize.write(bytes) == text)
    }

    @Test(arguments: ["", "KiB", "64KB", "64k", "64 KiB", "-1", "1.5MiB", "064", "8589934592GiB", "64kib", "1TiB"])
    func `refuses what is not a size`(_ text: String) { #expect(ByteSize.read(text) == nil) }

    @Test(arguments: [
        ("0", 0), ("7", 7), ("9223372036854775807", Int.max), ("10", 10),
    ])
    func `reads a whole number`(_ text: String, _ value: Int) { #expect(WholeNumber.read(text) == value) }

    @Test(arguments: ["", "-1", "+1", "01", "1.0", "1e3", "0x1", " 1", "1 ", "9223372036854775808", "١", "1\0", "1_0"])
    func `refuses what is not a whole number`(_ text: String) { #expect(WholeNumber.read(text) == nil) }

    @Test(
        arguments: [
            ("tls-crt-file", "tls-cert-file"), ("listenaddress", "listen-address"),
            ("LISTEN_ADDRESS", "listen-address"),
            ("lisetn-address", "listen-address"), ("loop", "loops"), ("x", nil), ("", nil), ("listen", nil),
            (String(repeating: "a", count: 65), nil),
        ] as [(String, String?)])
    func `suggests what is near and nothing else`(_ name: String, _ expected: String?) {
        #expect(Suggestion.nearest(to: name, among: ["listen-address", "tls-cert-file", "loops"]) == expected)
    }

    @Test func `a shown value is cut and cannot act on a terminal`() {
        #expect(Quoted.value("a\u{1B}[2Jb\n\"é") == #""a\u{1B}[2Jb\n\"\u{00E9}""#)
        #expect(Quoted.value(String(repeating: "x", count: 60)).count == 62)
        #expect(Quoted.value(String(repeating: "x", count: 61)) == "\"" + String(repeating: "x", count: 60) + "…\"")
    }

    @Test(arguments: [(100, 100, 0), (101, 100, 1), (99, 99, 0)])
    func `keeps a hundred problems and counts the rest`(_ count: Int, _ kept: Int, _ omitted: Int) {
        let list = ProblemList()
        for index in 0..<count { list.report(Problem(.syntax, at: .none, "\(index)")) }
        do throws(ConfigurationError) {
            try list.throwIfAny()
            Issue.record("nothing thrown")
        } catch {
            #expect(error.problems.count == kept)
            #expect(error.omitted == omitted)
            #expect(error.description.hasSuffix("and 1 more problems") == (omitted == 1))
        }
    }

    @Test(arguments: [
        ("text", ["x"], true), ("text", [""], false), ("text", ["a\u{7}"], false), ("text", ["a\u{9B}"], false),
        ("text", [String(repeating: "x", count: 1024)], true), ("text", [String(repeating: "x", count: 1025)], false),
        ("list", ["a", "b"], true), ("list", ["a", "b", "c"], false), ("list", ["a", "a"], false), ("list", [], true),
    ])
    func `keeps the bounds of texts and lists`(_ kind: String, _ texts: [String], _ isRead: Bool) {
        let list = ProblemList()
        let isValue =
            kind == "text"
            ? list.read(texts, .text(), from: .none, key: { "" }, repeatsValues: true) != nil
            : list.read(texts, ValueKind<String>.text().list(atMost: 2), from: .none, key: { "" }, repeatsValues: true)
                != nil
        #expect(isValue == isRead)
        #expect(list.isEmpty == isRead)
    }
}
