// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import FuzzDriver
import Reviews
import SealAuthN
import StakeRBAC
import Wire

@testable import WebhookServer

/// Feeds each input to all three codecs: whatever the bytes, each reads a review or gives a code, and what it echoes
/// is a document again.
@_cdecl("FuzzReviews_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let input = Span(_unsafeElements: UnsafeBufferPointer(start: bytes, count: count))
        guard var parser = try? JSONParser(maximumBytes: 1 << 20), var second = try? JSONParser(maximumBytes: 1 << 22)
        else { return 0 }
        var reply = ByteBuffer()
        let wasAnswered = try? parser.withDocument(input) { root throws(ReviewError) in
            if let review = try? TokenReview(root) {
                let audiences = AudienceNames(["k3s", "https://kubernetes.default.svc"])
                let accepted = audiences.asked(by: review)
                require(accepted.isSubset(of: audiences.all), "what is accepted is ours")
                let replies = TokenReviewReply(users: UserInfoWriter(), audiences: audiences)
                let owner = Bytes32()
                let identity = Identity(owner: owner, seal: owner, tier: .admin, stake: .max)
                replies.append(.accepted(identity, for: accepted), review.version, to: &reply)
                return true
            }
            if let review = try? SubjectAccessReview(root) {
                SubjectAccessReviewReply.append(.deny(Finding(.verb, "no")), version: review.version, to: &reply)
                return true
            }
            let review = try AdmissionReview(root)
            _ = try? review.effectiveName
            AdmissionReviewReply.append(.deny("no"), uid: review.uid, to: &reply)
            return true
        }
        if wasAnswered == true {
            let isDocument = (try? second.withDocument(reply.span) { _ throws(JSONError) in true }) ?? false
            require(isDocument, "a reply is a document")
        }
        return 0
    }
}
