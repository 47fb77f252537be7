// SPDX-License-Identifier: Apache-2.0
import Configuration
import TestSupport
import Testing

@testable import WebhookServer

@Suite struct LedgerFileTests {
    static let vector = SealVector.all[3]
    static let hex = String(repeating: "ab", count: 32)

    private func problems(_ text: String) -> [Problem] {
        do throws(ConfigurationError) {
            _ = try LedgerFileReader.read(Array(text.utf8).span, name: "l.yaml")
            return []
        } catch {
            return error.problems
        }
    }

    private static func file(
        _ rest: String, head: String = "apiVersion: k3s-daas.io/v1alpha1\nkind: FileLedger"
    ) -> String {
        "\(head)\nclusterId: 0x\(hex)\n\(rest)"
    }

    @Test(arguments: [
        file(""), file("stakes:\nseals: []"), file("thresholds: {viewer: 0.5 SUI, super: 100 SUI}"),
        file("stakes: [{owner: 0x\(hex), stake: \"2 SUI\", status: active}]"),
        #"{"apiVersion": "k3s-daas.io/v1alpha1", "kind": "FileLedger", "clusterId": "0x\#(hex)", "seals": []}"#,
    ])
    func `reads YAML and JSON`(_ text: String) { #expect(problems(text) == []) }

    /// Text, then what each problem is called, where it stands and what it is about.
    static let refused: [(String, [String])] = [
        ("[]", ["1:1 wrong_type "]),
        ("", ["1:1 empty "]),
        ("a: [", ["2:1 syntax "]),
        ("kind: FileLedger", ["1:1 missing apiVersion", "1:1 missing clusterId"]),
        (file("", head: "apiVersion: v1\nkind: List"), ["1:13 invalid_value apiVersion", "2:7 invalid_value kind"]),
        (file("owner: x"), ["4:1 unknown_key "]),
        (file("stakes: 5"), ["4:9 wrong_type stakes"]),
        (file("seals: {a: 1}"), ["4:8 wrong_type seals"]),
        (file("seals: [x]"), ["4:9 wrong_type seals[0]"]),
        (file("thresholds: {viewer: 0.499999999 SUI}"), ["4:22 out_of_range thresholds.viewer"]),
        (file("thresholds: {viewer: 6 SUI}"), ["4:13 conflict thresholds"]),
        (file("thresholds: {root: 6 SUI}"), ["4:14 unknown_key thresholds"]),
        (
            file("stakes:\n- {owner: 0x\(hex), mist: 1, stake: 1 SUI, status: active}"),
            ["5:3 conflict stakes[0].stake"]
        ),
        (file("stakes:\n- {owner: 0x\(hex), status: active}"), ["5:3 missing stakes[0].stake"]),
        (file("stakes:\n- {owner: 0x\(hex), stake: 1.5, status: active}"), ["5:86 invalid_value stakes[0].stake"]),
        (file("stakes:\n- {owner: 0x\(hex), mist: \"1\", status: active}"), ["5:85 wrong_type stakes[0].mist"]),
        (file("stakes:\n- {owner: 0x\(hex), mist: -1, status: active}"), ["5:85 invalid_value stakes[0].mist"]),
        (
            file("stakes:\n- {owner: 0x\(hex), mist: 9223372036854775808, status: active}"),
            ["5:85 invalid_value stakes[0].mist"]
        ),
        (file("stakes:\n- {owner: 0x\(hex), mist: 1, status: alive}"), ["5:96 invalid_value stakes[0].status"]),
        (
            file("stakes:\n- {owner: 0x\(hex), mist: 1, status: active}\n- {owner: 0x\(hex), mist: 2, status: active}"),
            ["6:11 duplicate_key stakes[1].owner"]
        ),
        (
            file("stakes:\n- {owner: 0x\(hex), mist: 1, status: active, generation: 4294967296}"),
            ["5:116 out_of_range stakes[0].generation"]
        ),
        (
            file("seals:\n- {owner: \(hex), id: 0x, key: x}"),
            [
                "5:81 invalid_value seals[0].id", "5:90 invalid_value seals[0].key", "5:3 missing seals[0].bind",
                "5:11 invalid_value seals[0].owner",
            ]
        ),
        (
            file("seals:\n- {owner: 0x\(hex), id: 0x\(hex), key: \(hex), bind: \(hex), revoked: yes, expires: 2027}"),
            ["5:303 invalid_value seals[0].revoked", "5:317 invalid_value seals[0].expires"]
        ),
        (
            file(
                "seals:\n- {owner: 0x\(hex), id: 0x\(hex), key: \(hex), bind: \(hex)}\n"
                    + "- {owner: 0x\(hex), id: 0x\(hex), key: \(hex), bind: \(hex)}"),
            ["6:156 duplicate_key seals[1].key", "6:83 duplicate_key seals[1].id"]
        ),
    ]

    @Test(arguments: refused)
    func `names everything that is wrong, with its place`(_ text: String, _ expected: [String]) {
        let found = problems(text).map { problem -> String in
            guard case .file("l.yaml", let position?) = problem.source else { return "\(problem)" }
            return "\(position.line):\(position.column) \(problem.code.rawValue) \(problem.key)"
        }
        #expect(found == expected)
    }

    // A token pasted in the place of anything must not be repeated, whatever is wrong with it.
    @Test(arguments: [
        "clusterId: T", "kind: T", "T: 1", "T: 1\nT: 2", "seals: T", "seals: [T]", "seals: [{T: 1}]",
        "seals: [{key: seal_T, id: T, owner: T, bind: T, expires: T, revoked: T, generation: T}]",
        "stakes: [{owner: T, stake: T, status: T}]", "stakes: [{mist: T}]", "thresholds: {viewer: T, T: 1}",
        "seals: [{key: !T x}]", "seals: [&T x]", "seals: [*T]", "seals: [{key: \"T]", "seals: T: T", "? [T]",
    ])
    func `no message repeats a value`(_ text: String) {
        let secret = SealVector.all[5].secret
        let found = problems(Self.file(text.replacing("T", with: secret)))
        #expect(!found.isEmpty)
        for problem in found { #expect(!problem.description.contains(secret.prefix(16))) }
    }

    @Test func `every prefix of a file is read or refused, and nothing else`() {
        let text = Array(ledgerText(Self.vector, seal: "expires: 2027-01-15T08:00:00Z").utf8)
        for count in 0...text.count {
            let found = problems(String(decoding: text[..<count], as: UTF8.self))
            if count == text.count { #expect(found == []) }
        }
    }

    @Test func `a thousand bad seals are a hundred problems and a number`() {
        let text = Self.file("seals:\n" + String(repeating: "- 5\n", count: 1000))
        #expect(throws: ConfigurationError.self) { try LedgerFileReader.read(Array(text.utf8).span, name: "l.yaml") }
        #expect(problems(text).count == 100)
    }
}
