// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// Writes the reply to a TokenReview: always HTTP 200, whatever was decided.
enum TokenReviewReply {
    /// Appends the reply for a decision.
    static func append(
        _ authentication: Authentication, for review: borrowing TokenReview, audiences: Audiences,
        to buffer: inout ByteBuffer
    ) {
        guard case .accepted(let identity) = authentication else {
            return append(authentication, review.version, audiences: Span(), to: &buffer)
        }
        appendHead(review.version, to: &buffer)
        append(identity, to: &buffer)
        audiences.append(review, to: &buffer)
        buffer.append("}}\n")
    }

    /// Appends the reply for a decision that came later; `audiences` is the field as ``Audiences`` writes it.
    static func append(
        _ authentication: Authentication, _ version: TokenReview.Version, audiences: Span<UInt8>,
        to buffer: inout ByteBuffer
    ) {
        appendHead(version, to: &buffer)
        switch authentication {
        case .accepted(let identity):
            append(identity, to: &buffer)
            buffer.append(audiences)
            buffer.append("}}\n")
        case .notOurs:
            // No error: the apiserver remembers the answer for a while.
            buffer.append("{\"authenticated\":false}}\n")
        case .refused(let refusal):
            // With an error: the apiserver forgets it at once, so that a fresh stake works at once.
            buffer.append("{\"authenticated\":false,\"error\":\"")
            buffer.append(refusal.reason)
            buffer.append("\"}}\n")
        }
    }

    private static func append(_ identity: Identity, to buffer: inout ByteBuffer) {
        buffer.append("{\"authenticated\":true,\"user\":")
        buffer.append(identity.json)
    }

    private static func appendHead(_ version: TokenReview.Version, to buffer: inout ByteBuffer) {
        switch version {
        case .v1:
            buffer.append("{\"kind\":\"TokenReview\",\"apiVersion\":\"authentication.k8s.io/v1\",\"status\":")
        case .v1beta1:
            buffer.append("{\"kind\":\"TokenReview\",\"apiVersion\":\"authentication.k8s.io/v1beta1\",\"status\":")
        }
    }
}
