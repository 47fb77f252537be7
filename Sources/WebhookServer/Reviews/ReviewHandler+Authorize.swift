// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import HTTPServer
internal import Kernel
internal import Reviews
internal import Telemetry
internal import Wire

extension ReviewHandler {
    /// Answers a SubjectAccessReview into `reply`.
    func authorize(_ request: borrowing Request) throws(ReviewError) {
        let now = Moment.now
        try read(request.body) { root throws(ReviewError) in
            let review = try SubjectAccessReview(root)
            let verdict = decider.authorize(review, at: now)
            SubjectAccessReviewReply.append(verdict, version: review.version, to: &reply)
            let version: ReviewVersion = review.version == .v1 ? .v1 : .v1beta1
            service.metrics.accessReviews.add(to: Labels(version, verdict.result), shard: shard)
            try record(verdict, review, request, now.wall)
        }
    }

    private func record(
        _ verdict: AuthorizationVerdict, _ review: borrowing SubjectAccessReview, _ request: borrowing Request,
        _ now: WallTime
    ) throws(ReviewError) {
        guard let audit = service.audit else { return }
        let attributes = review.attributes
        let verb = try attributes.text("verb")
        // A path has neither resource nor name: it stands in the resource's place.
        let resource = try attributes.text(review.isPath ? "path" : "resource")
        let namespace = try attributes.text("namespace")
        let name = try attributes.text("name")
        audit.record(
            .authorize, verdict.decision, reason: verdict.result.rawValue, request: request.id, at: now,
            latency: Monotonic.now.since(request.received).wholeNanoseconds
        ) { entry in
            entry.user(review.username)
            entry.access(verb: verb, resource: resource, namespace: namespace, name: name)
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

    fileprivate var decision: AuditLog.Decision {
        switch self {
        case .allow: .allowed
        case .deny: .denied
        case .noOpinion: .noOpinion
        }
    }
}
