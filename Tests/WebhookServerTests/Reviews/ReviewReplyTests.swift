// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Reviews
import SealAuthN
import StakeRBAC
import Testing
import Wire

@testable import WebhookServer

/// Replies, to the byte.
struct ReviewReplyTests {
    private let identity: Identity

    init() throws {
        identity = Identity(
            owner: try #require(Bytes32(hex: Self.owner)), seal: nil, tier: .viewer, stake: 500_000_000)
    }

    private static let owner = String(repeating: "0a", count: 32)
    private static let user =
        #"{"username":"sui:0x\#(owner)","uid":"0x\#(owner)","groups":["seal:stakers","seal:viewer"],"extra":"#
        + #"{"k3s-daas.io/tier":["viewer"],"k3s-daas.io/stake-mist":["500000000"]}}"#

    /// The reply to a TokenReview, for these of the audiences `a` and `b`.
    private func reply(
        _ authentication: Authentication, _ version: TokenReview.Version = .v1, groups: TierGroups = TierGroups()
    ) -> String {
        var buffer = ByteBuffer()
        TokenReviewReply(users: UserInfoWriter(groups: groups), audiences: AudienceNames(["a", "b"]))
            .append(authentication, version, to: &buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    @Test(arguments: TokenReview.Version.allCases) func `says who a token is, in the version that was asked`(
        _ version: TokenReview.Version
    ) {
        #expect(
            reply(.accepted(identity, for: AudienceSet(rawValue: 0b10)), version)
                == #"{"kind":"TokenReview","apiVersion":"authentication.k8s.io/\#(version.rawValue)","status":"#
                + #"{"authenticated":true,"user":\#(Self.user),"audiences":["b"]}}"# + "\n")
    }

    // Remembered by the apiserver: no error.
    @Test func `a token that is not ours is refused without an error`() {
        let text = reply(.notOurs)
        #expect(
            text == #"{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","status":{"authenticated":false}}"#
                + "\n")
    }

    // Forgotten at once: with an error.
    @Test(arguments: TokenRefusal.allCases) func `a token that is ours is refused with an error`(
        _ refusal: TokenRefusal
    ) {
        let text = reply(.refused(refusal))
        #expect(
            text == #"{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","status":"#
                + #"{"authenticated":false,"error":"\#(refusal.reason)"}}"# + "\n")
    }

    private func reply(_ verdict: AdmissionVerdict, uid: String = "u-1") -> String {
        var buffer = ByteBuffer()
        let bytes = Array(uid.utf8)
        AdmissionReviewReply.append(verdict, uid: bytes.span, to: &buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    private static let admission = #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"#

    @Test func `lets a write happen`() {
        #expect(reply(.allow) == Self.admission + #""u-1","allowed":true}}"# + "\n")
    }

    @Test func `denies a write with a code and a reason`() {
        let text = reply(.deny("no \"x\"\nhere", .forbidden))
        #expect(
            text == Self.admission + #""u-1","allowed":false,"status":{"status":"Failure","code":403,"#
                + #""reason":"Forbidden","message":"no \"x\"\nhere"}}}"# + "\n")
    }

    @Test(arguments: DenialCode.allCases) func `no denial has a code that the apiserver would overwrite`(
        _ code: DenialCode
    ) {
        #expect(code.rawValue >= 400)
        #expect(reply(.deny("m", code)).contains(#""code":\#(code.rawValue),"reason":"\#(code.reason)""#))
    }

    @Test func `echoes a uid whatever is in it`() {
        #expect(reply(.allow, uid: "a\"b\\c\u{1}é").hasPrefix(Self.admission + #""a\"b\\c\u0001é","#))
    }

    // The apiserver drops a warning with a control character, and cuts all beyond 4096 runes.
    @Test func `keeps warnings within what the apiserver passes on`() {
        var verdict = AdmissionVerdict.allow
        verdict.warnings = ["a\nb", "", String(repeating: "é", count: 121)]
        #expect(
            reply(verdict).contains(#","warnings":["a b","\#(String(repeating: "é", count: 120))"]}}"#))
        verdict.warnings = [String](repeating: String(repeating: "w", count: 120), count: 40)
        let runes = reply(verdict).filter { $0 == "w" }.count
        #expect(runes == 4096 + 3)  // and those of AdmissionReview, allowed and warnings
    }

    @Test func `annotates under keys that the apiserver takes`() {
        var verdict = AdmissionVerdict.allow
        verdict.annotations = [.init(.tier, "admin"), .init(.denied, "a\"b")]
        #expect(reply(verdict).hasSuffix(#","auditAnnotations":{"tier":"admin","denied":"a\"b"}}}"# + "\n"))
        for key in AnnotationKey.allCases {
            let name = key.name.description
            #expect(name == key.rawValue)
            #expect((1...63).contains(name.utf8.count))
            #expect(name.utf8.allSatisfy { (0x61...0x7A).contains($0) })
        }
    }

    @Test(arguments: [SubjectAccessReview.Version.v1, .v1beta1]) func `answers who may do what`(
        _ version: SubjectAccessReview.Version
    ) {
        func reply(_ verdict: AuthorizationVerdict) -> String {
            var buffer = ByteBuffer()
            SubjectAccessReviewReply.append(verdict, version: version, to: &buffer)
            return String(decoding: buffer.bytes, as: UTF8.self)
        }
        let head = #"{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/\#(version.rawValue)","status":{"#
        #expect(reply(.allow) == head + #""allowed":true,"reason":"allowed by stake"}}"# + "\n")
        #expect(
            reply(.deny(Finding(.logsRead, "r\"")))
                == head + #""allowed":false,"denied":true,"reason":"r\" [logs-read]"}}"# + "\n")
        #expect(reply(.noOpinion) == head + #""allowed":false}}"# + "\n")
    }
}
