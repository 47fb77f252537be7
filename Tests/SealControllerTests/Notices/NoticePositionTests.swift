// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import SealController

@Suite struct NoticePositionTests {
    private static let one = "0x" + String(repeating: "0", count: 63) + "1"

    private static func read(_ text: String) -> UInt64? {
        NoticePosition.read(Array(text.utf8), cluster: Address(1))?.told
    }

    @Test func `it is kept in a ConfigMap`() {
        let body = NoticePosition(cluster: Address(1), told: .max).body
        let text =
            #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"k3s-daas-notices","labels":{"#
            + #""app.kubernetes.io/managed-by":"k3s-daas"}},"data":{"cluster":"\#(Self.one)","#
            + #""told":"18446744073709551615"}}"#
        #expect(NoticeSample.text(body) == text)
        #expect(NoticePosition.read(body, cluster: Address(1)) == NoticePosition(cluster: Address(1), told: .max))
    }

    @Test func `another cluster's, and what is none, is none`() {
        #expect(Self.read(#"{"data":{"cluster":"\#(Self.one)","told":"7"}}"#) == 7)
        for text in [
            #"{"data":{"cluster":"0x2","told":"7"}}"#, #"{"data":{"cluster":"\#(Self.one)"}}"#,
            #"{"data":{"cluster":"\#(Self.one)","told":"-1"}}"#, #"{"data":{"cluster":"\#(Self.one)","told":7}}"#,
            #"{"data":{"cluster":"\#(Self.one)","told":"18446744073709551616"}}"#, #"{"data":null}"#, "{}", "[]", "",
        ] {
            #expect(Self.read(text) == nil, "\(text)")
        }
    }
}
