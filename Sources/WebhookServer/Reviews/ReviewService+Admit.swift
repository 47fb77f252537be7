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
        _ review: borrowing AdmissionReview, by caller: Caller, _ engine: Engine, _ ticket: ReviewTicket,
        at now: WallTime, to reply: inout ByteBuffer
    ) throws(ReviewError) {
        let verdict = try rules.admit(review, by: caller, engine, at: now)
        AdmissionReviewReply.append(
            AdmissionVerdict(verdict, policy: engine.policy.version), uid: review.uid, to: &reply)
        let labels = Labels(
            Labels(
                Self.label(review.operation),
                verdict.isAllowed ? AdmissionResult.allowed : AdmissionResult.denied),
            review.isDryRun ? DryRun.yes : DryRun.no)
        metrics.admissions.add(to: labels, shard: ticket.shard)
        count(verdict, shard: ticket.shard)
        try record(verdict, engine, review, ticket, now)
    }

    /// Counts the rules that were broken.
    private func count(_ verdict: Verdict, shard: Int) {
        for finding in verdict.denials { metrics.findings.add(to: Labels(finding.rule, .enforce), shard: shard) }
        for finding in verdict.warnings { metrics.findings.add(to: Labels(finding.rule, .warn), shard: shard) }
        for finding in verdict.audits { metrics.findings.add(to: Labels(finding.rule, .audit), shard: shard) }
    }

    private func record(
        _ verdict: Verdict, _ engine: Engine, _ review: borrowing AdmissionReview, _ ticket: ReviewTicket,
        _ now: WallTime
    ) throws(ReviewError) {
        guard let audit else { return }
        let object = AuditLog.Object(
            group: try review.resource.text("group"), resource: try review.resource.text("resource"),
            subresource: review.subResource, namespace: review.namespace, name: try review.effectiveName)
        audit.record(
            .admit, verdict.isAllowed ? .allowed : .denied, reason: verdict.denials.first?.rule.rawValue ?? "allowed",
            request: ticket.request, at: now, latency: Monotonic.now.since(ticket.received).wholeNanoseconds
        ) { entry in
            entry.user(review.username)
            if let tier = verdict.tier { entry.tier(tier) }
            entry.policy(engine.policy.version)
            entry.admission(
                uid: review.uid, operation: review.operation.rawValue, of: object, dryRun: review.isDryRun)
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
