// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import Reviews
internal import StakeRBAC
internal import Telemetry
internal import Wire

extension ReviewService {
    /// Decides a SubjectAccessReview, writes the answer into `reply`, counts and records it.
    func answer(
        _ review: borrowing SubjectAccessReview, by caller: Caller, _ engine: Engine, _ ticket: ReviewTicket,
        at now: WallTime, to reply: inout ByteBuffer
    ) throws(ReviewError) {
        let verdict = try rules.authorize(review, by: caller, engine, at: now)
        SubjectAccessReviewReply.append(verdict, version: review.version, to: &reply)
        let version: ReviewVersion = review.version == .v1 ? .v1 : .v1beta1
        metrics.accessReviews.add(to: Labels(version, verdict.result), shard: ticket.shard)
        if case .deny(let finding) = verdict {
            metrics.findings.add(to: Labels(finding.rule, .enforce), shard: ticket.shard)
        }
        try record(verdict, engine, review, ticket, now)
    }

    private func record(
        _ verdict: AuthorizationVerdict, _ engine: Engine, _ review: borrowing SubjectAccessReview,
        _ ticket: ReviewTicket, _ now: WallTime
    ) throws(ReviewError) {
        guard let audit else { return }
        let attributes = review.attributes
        let verb = try attributes.text("verb")
        // A path has neither resource nor name: it stands in the resource's place.
        let object = AuditLog.Object(
            group: try attributes.text("group"), resource: try attributes.text(review.isPath ? "path" : "resource"),
            subresource: try attributes.text("subresource"), namespace: try attributes.text("namespace"),
            name: try attributes.text("name"))
        audit.record(
            .authorize, verdict.decision, reason: verdict.reason, request: ticket.request, at: now,
            latency: Monotonic.now.since(ticket.received).wholeNanoseconds
        ) { entry in
            entry.user(review.username)
            entry.policy(engine.policy.version)
            entry.access(verb: verb, of: object)
        }
    }
}

extension AuthorizationVerdict {
    fileprivate var result: AccessReviewResult {
        switch self {
        case .allow: .allowed
        case .deny: .denied
        case .noOpinion: .noOpinion
        }
    }

    /// The rule that refuses, or what it came to.
    fileprivate var reason: String {
        if case .deny(let finding) = self { finding.rule.rawValue } else { result.rawValue }
    }

    fileprivate var decision: AuditLog.Decision {
        switch self {
        case .allow: .allowed
        case .deny: .denied
        case .noOpinion: .noOpinion
        }
    }
}
