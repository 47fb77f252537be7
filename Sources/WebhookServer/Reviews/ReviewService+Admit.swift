// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import Reviews
internal import StakeRBAC
internal import Telemetry
internal import Wire

extension ReviewService {
    /// Decides an AdmissionReview, writes the answer into `reply`, counts and records it.
    func answer(
        _ review: borrowing AdmissionReview, by caller: Caller, _ ticket: ReviewTicket, at now: WallTime,
        to reply: inout ByteBuffer
    ) throws(ReviewError) {
        let verdict = try rules.admit(review, by: caller, at: now)
        AdmissionReviewReply.append(verdict, uid: review.uid, to: &reply)
        let labels = Labels(
            Labels(
                Self.label(review.operation),
                verdict.denial == nil ? AdmissionResult.allowed : AdmissionResult.denied),
            review.isDryRun ? DryRun.yes : DryRun.no)
        metrics.admissions.add(to: labels, shard: ticket.shard)
        try record(verdict, review, ticket, now)
    }

    private func record(
        _ verdict: AdmissionVerdict, _ review: borrowing AdmissionReview, _ ticket: ReviewTicket, _ now: WallTime
    ) throws(ReviewError) {
        guard let audit else { return }
        let resource = try review.resource.text("resource")
        let name = try review.effectiveName
        audit.record(
            .admit, verdict.denial == nil ? .allowed : .denied, reason: verdict.denial == nil ? "allowed" : "denied",
            request: ticket.request, at: now, latency: Monotonic.now.since(ticket.received).wholeNanoseconds
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
