// SPDX-License-Identifier: Apache-2.0
import Crypto
import HTTPClient
import Kernel
import SuiLedger
import Testing

@testable import SealController

/// What goes out, byte by byte.
@Suite struct NoticeBodyTests {
    private static let zeros = String(repeating: "0", count: 63)
    private static let omission = Notice.omitted(.init(count: 120, first: 8, last: 200, since: Sample.start))

    @Test func `a webhook gets all of it, and nothing that is secret`() {
        let text =
            #"{"format":"k3s-daas/notice/v1","id":"0x\#(Self.zeros)1/7","cluster":"0x\#(Self.zeros)1","#
            + #""kind":"StakeSlashed","number":"7","owner":"0x\#(Self.zeros)3","tierBefore":"admin","tierAfter":"none","#
            + #""taken":"3000000000","stake":"3000000000","transaction":"11111111111111111111111111111111","#
            + #""checkpoint":"9","heard":"2026-11-22T01:30:00Z","sentence":"3 SUI of the stake were taken: the owner "#
            + #"went from admin to none, and every seal that was minted before is dead."}"#
        let body = NoticeBody.write(.change(NoticeSample.change(7)), cluster: NoticeSample.cluster)
        #expect(NoticeSample.text(body) == text)
    }

    @Test func `what is not known is null`() {
        let change = NoticeSample.change(7, taken: nil, checkpoint: nil)
        let text = NoticeSample.text(NoticeBody.write(.change(change), cluster: NoticeSample.cluster))
        #expect(text.contains(#""taken":null,"stake""#) && text.contains(#""checkpoint":null,"heard""#))
    }

    @Test func `what was left out is one notice`() {
        let text =
            #"{"format":"k3s-daas/notice/v1","id":"0x\#(Self.zeros)1/8-200","cluster":"0x\#(Self.zeros)1","#
            + #""kind":"NoticesOmitted","count":120,"first":"8","last":"200","heard":"2026-11-22T01:30:00Z","sentence":"#
            + #""120 more changes of stakes or tiers came faster than they could be told; the chain's events 8 to 200 brought them."}"#
        #expect(NoticeSample.text(NoticeBody.write(Self.omission, cluster: NoticeSample.cluster)) == text)
    }

    // printf '1795311000.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef
    @Test func `a signature is the HMAC of time and body`() throws {
        let key = Array("0123456789abcdef".utf8)
        let secret = try Secret(copying: key.span)
        let body = Array(#"{"a":1}"#.utf8)
        let headers = try NoticeSignature.headers(body, id: "c/7", secret: secret, at: Sample.start)
        #expect(
            headers == [
                Header("Content-Type", "application/json"), Header("Idempotency-Key", "c/7"),
                Header("X-K3s-Daas-Timestamp", "1795311000"),
                Header(
                    "X-K3s-Daas-Signature",
                    "v1=526524e78d554f4cb083153512f94473c682f96eb0945eaf4736816af6536039"),
            ])
        #expect(headers.allSatisfy { $0.isSendable })
    }

    @Test func `an Event is about the owner's namespace`() {
        let event = NoticeEvent(
            .change(NoticeSample.change(255)), home: { _ in NoticeSample.home }, own: "k3s-daas")
        #expect(event.subject == NoticeSample.home && event.name == "\(NoticeSample.home).stakeslashed.255")
        let text =
            #"{"apiVersion":"v1","kind":"Event","metadata":{"name":"\#(NoticeSample.home).stakeslashed.255","#
            + #""namespace":"k3s-daas","labels":{"app.kubernetes.io/managed-by":"k3s-daas"}},"involvedObject":{"#
            + #""apiVersion":"v1","kind":"Namespace","name":"\#(NoticeSample.home)","namespace":"k3s-daas"},"#
            + #""reason":"StakeSlashed","message":"3 SUI of the stake were taken: the owner went from admin to none, "#
            + #"and every seal that was minted before is dead.","type":"Warning","count":1,"#
            + #""firstTimestamp":"2026-11-22T01:30:00Z","lastTimestamp":"2026-11-22T01:30:00Z","#
            + #""source":{"component":"k3s-daas-controller"},"reportingComponent":"k3s-daas-controller","#
            + #""reportingInstance":""}"#
        #expect(NoticeSample.text(event.body(in: "k3s-daas")) == text)
    }

    @Test func `only a slashing is a warning`() {
        for reason in TierChangeReason.allCases {
            let event = NoticeEvent(.change(NoticeSample.change(1, reason)), home: { _ in "h" }, own: "o")
            let type = reason == .stakeSlashed ? #""type":"Warning""# : #""type":"Normal""#
            #expect(NoticeSample.text(event.body(in: "h")).contains(type), "\(reason)")
        }
    }

    @Test func `an Event of what was left out is about the controller's namespace`() {
        let event = NoticeEvent(Self.omission, home: { _ in "h" }, own: "k3s-daas")
        #expect(event.subject == "k3s-daas" && event.name == "k3s-daas.noticesomitted.8-200")
        let text = NoticeSample.text(event.body(in: "k3s-daas"))
        #expect(text.contains(#""reason":"NoticesOmitted","message":"120 more changes"#))
        #expect(text.contains(#""type":"Warning""#))
    }

    @Test func `an alert is as Alertmanager takes it`() {
        let alert = Alert(.change(NoticeSample.change(7)), lasting: .seconds(3600))
        let text =
            #"[{"labels":{"alertname":"StakeSlashed","severity":"critical","cluster":"0x\#(Self.zeros)1","#
            + #""owner":"0x\#(Self.zeros)3","tier":"admin","number":"7"},"annotations":{"summary":"3 SUI of the stake "#
            + #"were taken: the owner went from admin to none, and every seal that was minted before is dead."},"#
            + #""startsAt":"2026-11-22T01:30:00Z","endsAt":"2026-11-22T02:30:00Z"}]"#
        #expect(NoticeSample.text(Alert.write([alert], cluster: NoticeSample.cluster)) == text)
        #expect(NoticeSample.text(Alert.write([], cluster: NoticeSample.cluster)) == "[]")
        let two = NoticeSample.text(Alert.write([alert, alert], cluster: NoticeSample.cluster))
        #expect(two == "[" + text.dropFirst().dropLast() + "," + text.dropFirst().dropLast() + "]")
    }

    @Test func `an alert of what was left out is nobody's`() {
        let alert = Alert(Self.omission, lasting: .seconds(60))
        let text = NoticeSample.text(Alert.write([alert], cluster: NoticeSample.cluster))
        #expect(text.contains(#""alertname":"NoticesOmitted""#) && !text.contains(#""owner""#))
        #expect(!text.contains(#""tier""#) && text.contains(#""number":"8-200""#))
    }
}
