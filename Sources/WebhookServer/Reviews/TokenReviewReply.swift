// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Reviews
internal import SealAuthN

/// Writes the reply to a TokenReview: always HTTP 200, whatever was decided.
struct TokenReviewReply: Sendable {
    /// What writes identities.
    let users: UserInfoWriter

    /// Whom our tokens are for.
    let audiences: AudienceNames

    /// Appends the reply for a decision, in the version that was asked.
    func append(_ authentication: Authentication, _ version: TokenReview.Version, to buffer: inout ByteBuffer) {
        appendHead(version, to: &buffer)
        guard case .accepted(let identity, let set) = authentication else {
            return appendRefusal(authentication, to: &buffer)
        }
        guard append(identity, to: &buffer) else { return }
        audiences.append(set, to: &buffer)
        buffer.append("}}\n")
    }

    /// Appends the identity; or, where it has a name that may not be told, the rest of a refusal, and is false.
    private func append(_ identity: Identity, to buffer: inout ByteBuffer) -> Bool {
        let start = buffer.count
        buffer.append("{\"authenticated\":true,\"user\":")
        do throws(NameRule.Refusal) {
            try users.append(identity, to: &buffer)
            return true
        } catch {
            buffer.truncate(to: start)
            appendRefusal(.refused(.forbiddenName), to: &buffer)
            return false
        }
    }

    private func appendRefusal(_ authentication: Authentication, to buffer: inout ByteBuffer) {
        guard case .refused(let refusal) = authentication else {
            // No error: the apiserver remembers the answer for a while.
            buffer.append("{\"authenticated\":false}}\n")
            return
        }
        // With an error: the apiserver forgets it at once, so that a fresh stake works at once.
        buffer.append("{\"authenticated\":false,\"error\":\"")
        buffer.append(refusal.reason)
        buffer.append("\"}}\n")
    }

    private func appendHead(_ version: TokenReview.Version, to buffer: inout ByteBuffer) {
        switch version {
        case .v1:
            buffer.append("{\"kind\":\"TokenReview\",\"apiVersion\":\"authentication.k8s.io/v1\",\"status\":")
        case .v1beta1:
            buffer.append("{\"kind\":\"TokenReview\",\"apiVersion\":\"authentication.k8s.io/v1beta1\",\"status\":")
        }
    }
}
