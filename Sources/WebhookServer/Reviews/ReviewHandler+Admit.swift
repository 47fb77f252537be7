// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import HTTPServer
internal import Kernel
internal import Reviews
internal import Telemetry
internal import Wire

extension ReviewHandler {
    /// Answers an AdmissionReview into `reply`.
    func admit(_ request: borrowing Request) throws(ReviewError) {
        let now = Moment.now
        try read(request.body) { root throws(ReviewError) in
            let review = try AdmissionReview(root)
            let verdict = decider.admit(review, at: now)
            AdmissionReviewReply.append(verdict, uid: review.uid, to: &reply)
            let labels = Labels(
                Labels(
                    Self.label(review.operation),
                    verdict.denial == nil ? AdmissionResult.allowed : AdmissionResult.denied),
                review.isDryRun ? DryRun.yes : DryRun.no)
            service.metrics.admissions.add(to: labels, shard: shard)
            try record(verdict, review, request, now.wall)
        }
    }

    private func record(
        _ verdict: AdmissionVerdict, _ review: borrowing AdmissionReview, _ request: borrowing Request, _ now: WallTime
    ) throws(ReviewError) {
        guard let audit = service.audit else { return }
        let resource = try review.resource.text("resource")
        let name = try review.effectiveName
        audit.record(
            .admit, verdict.denial == nil ? .allowed : .denied, reason: verdict.denial == nil ? "allowed" : "denied",
            request: request.id, at: now, latency: Monotonic.now.since(request.received).wholeNanoseconds
        ) { entry in
            entry.user(review.username)
            entry.admission(
                uid: review.uid, operation: Array(review.operation.rawValue.utf8).span, resource: resource,
                namespace: review.namespace, name: name, dryRun: review.isDryRun)
        }
    }

    private static func label(_ operation: AdmissionReview.Operation) -> AdmissionOperation {
        switch operation {
        case .create: .create
        case .update: .update
        case .delete: .delete
        case .connect: .connect
        }
    }
}
