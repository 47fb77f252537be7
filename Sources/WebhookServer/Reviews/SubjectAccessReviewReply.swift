// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Reviews
internal import Wire

/// Writes the reply to a SubjectAccessReview; allowed and denied are never both true.
enum SubjectAccessReviewReply {
    /// Appends the reply for a verdict.
    static func append(
        _ verdict: AuthorizationVerdict, version: SubjectAccessReview.Version, to buffer: inout ByteBuffer
    ) {
        buffer.append("{\"kind\":\"SubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/")
        buffer.append(version == .v1 ? "v1" : "v1beta1")
        switch verdict {
        case .allow(let reason):
            buffer.append("\",\"status\":{\"allowed\":true")
            append(reason, to: &buffer)
        case .deny(let reason):
            buffer.append("\",\"status\":{\"allowed\":false,\"denied\":true")
            append(reason, to: &buffer)
        case .noOpinion:
            buffer.append("\",\"status\":{\"allowed\":false")
        }
        buffer.append("}}\n")
    }

    private static func append(_ reason: String, to buffer: inout ByteBuffer) {
        guard !reason.isEmpty else { return }
        buffer.append(",\"reason\":")
        buffer.append(json: reason)
    }
}
