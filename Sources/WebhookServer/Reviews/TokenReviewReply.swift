// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// Writes the reply to a TokenReview: always HTTP 200, whatever was decided.
enum TokenReviewReply {
    /// Appends the reply for a decision.
    static func append(
        _ authentication: Authentication, for review: borrowing TokenReview, audiences: Audiences,
        to buffer: inout ByteBuffer
    ) {
        appendHead(review.version, to: &buffer)
        switch authentication {
        case .accepted(let identity):
            buffer.append("{\"authenticated\":true,\"user\":")
            buffer.append(identity.json)
            audiences.append(review, to: &buffer)
            buffer.append("}}\n")
        case .notOurs:
            // No error: the apiserver remembers the answer for a while.
            buffer.append("{\"authenticated\":false}}\n")
        case .refused(let refusal):
            append(refusal, to: &buffer)
        }
    }

    /// Appends a refusal, with its error: the apiserver forgets it at once, so that a fresh stake works at once.
    static func append(_ refusal: TokenRefusal, to buffer: inout ByteBuffer) {
        buffer.append("{\"authenticated\":false,\"error\":\"")
        buffer.append(refusal.reason)
        buffer.append("\"}}\n")
    }

    static func appendHead(_ version: TokenReview.Version, to buffer: inout ByteBuffer) {
        switch version {
        case .v1:
            buffer.append("{\"kind\":\"TokenReview\",\"apiVersion\":\"authentication.k8s.io/v1\",\"status\":")
        case .v1beta1:
            buffer.append("{\"kind\":\"TokenReview\",\"apiVersion\":\"authentication.k8s.io/v1beta1\",\"status\":")
        }
    }
}
