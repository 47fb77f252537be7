// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Reviews
internal import StakeRBAC
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
        case .allow:
            buffer.append("\",\"status\":{\"allowed\":true,\"reason\":\"allowed by stake\"")
        case .deny(let finding):
            buffer.append("\",\"status\":{\"allowed\":false,\"denied\":true,\"reason\":")
            buffer.append(json: "\(finding.text) [\(finding.rule.rawValue)]")
        case .noOpinion:
            buffer.append("\",\"status\":{\"allowed\":false")
        }
        buffer.append("}}\n")
    }
}
