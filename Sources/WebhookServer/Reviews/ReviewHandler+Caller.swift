// SPDX-License-Identifier: Apache-2.0
internal import HTTPServer
internal import Kernel
internal import Reviews
internal import SealAuthN
internal import StakeRBAC
internal import Wire

// Reviews that are decided by who asks.
extension ReviewHandler {
    /// Answers an AdmissionReview into `reply`; what comes back could not be answered.
    func admit(_ request: borrowing Request) throws(ReviewError) -> OpenReview? {
        let now = Moment.now
        let engine = engines.current()
        return try open(
            .admit, request, engine,
            read(request.body) { root throws(ReviewError) in
                let review = try AdmissionReview(root)
                let claimant = try engine.claimant(of: review)
                return try resolve(claimant, request, now) { caller throws(ReviewError) in
                    try service.answer(
                        review, by: caller, engine, ReviewTicket(request, shard: shard), at: now.wall, to: &reply)
                }
            })
    }

    /// Answers a SubjectAccessReview into `reply`; what comes back could not be answered.
    func authorize(_ request: borrowing Request) throws(ReviewError) -> OpenReview? {
        let now = Moment.now
        let engine = engines.current()
        return try open(
            .authorize, request, engine,
            read(request.body) { root throws(ReviewError) in
                let review = try SubjectAccessReview(root)
                let claimant = engine.claimant(of: review)
                return try resolve(claimant, request, now) { caller throws(ReviewError) in
                    try service.answer(
                        review, by: caller, engine, ReviewTicket(request, shard: shard), at: now.wall, to: &reply)
                }
            })
    }

    /// A question that is open, and the copy of the body that waits with it.
    private typealias Open = (question: any CallerQuestion, body: KeptBody)

    /// Answers by whoever it is, if that is known.
    private func resolve(
        _ claimant: Claimant, _ request: borrowing Request, _ now: Moment,
        answer: (Caller) throws(ReviewError) -> Void
    ) throws(ReviewError) -> Open? {
        switch decider.resolve(claimant, at: now) {
        case .decided(let caller): try answer(caller)
        case .open(let question):
            if let body = service.bodies.keep(request.body) { return (question, body) }
            // More than may wait do: nobody is let through unseen.
            try answer(.dead(.ledgerUnavailable))
        }
        return nil
    }

    private func open(
        _ endpoint: ReviewEndpoint, _ request: borrowing Request, _ engine: Engine, _ open: Open?
    ) -> OpenReview? {
        guard let open else { return nil }
        return OpenReview(
            question: open.question, endpoint: endpoint, engine: engine, body: open.body,
            deadline: ReviewDeadline.deadline(query: request.query, received: request.received),
            ticket: ReviewTicket(request, shard: shard))
    }
}
