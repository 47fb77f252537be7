// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import HTTPServer
internal import Kernel
internal import Reviews
internal import SealAuthN
internal import Telemetry
internal import Wire

extension ReviewHandler {
    /// A token that only a look-up can tell, and how the answer is to be written.
    struct OpenQuestion {
        let question: any TokenQuestion
        /// What the token is called.
        let name: TokenName?
        let version: TokenReview.Version
        let deadline: Monotonic
        let received: Monotonic
        let request: UInt64
    }

    /// Answers a TokenReview into `reply`; a question is what could not be answered.
    func authenticate(_ request: borrowing Request) throws(ReviewError) -> OpenQuestion? {
        let now = Moment.now
        guard !request.isBodyDropped else {
            // Longer than any token of ours. The version stands in the part that was dropped; v1 is how we are wired.
            let unread = TokenReview(unreadAs: .v1)
            finish(.notOurs, nil, unread, request, now)
            return nil
        }
        let (deadline, received, id) = (
            ReviewDeadline.deadline(query: request.query, received: request.received), request.received, request.id
        )
        return try read(request.body) { root throws(ReviewError) -> OpenQuestion? in
            let review = try TokenReview(root)
            let audiences = service.audiences.asked(by: review)
            guard !audiences.isEmpty else {
                finish(.notOurs, nil, review, request, now)
                return nil
            }
            let bearer = decider.authenticate(review.token, for: audiences, at: now)
            switch bearer.decision {
            case .decided(let authentication):
                finish(authentication, bearer.name, review, request, now)
                return nil
            case .open(let question):
                return OpenQuestion(
                    question: question, name: bearer.name, version: review.version, deadline: deadline,
                    received: received, request: id)
            }
        }
    }

    /// Has it found out, and answers then.
    func lookUp(_ question: OpenQuestion, _ exchange: consuming Exchange) {
        let service = self.service
        let shard = self.shard
        let pending = Locked(Optional(exchange))
        service.metrics.inFlight.begin(.authenticate, shard: shard)
        let (name, version, received, id) = (question.name, question.version, question.received, question.request)
        question.question.ask(until: question.deadline) { authentication in
            // The first answer counts; a decider that answers twice is not believed twice.
            guard let exchange = pending.withLock({ $0.take() }) else { return }
            service.metrics.inFlight.end(.authenticate, shard: shard)
            service.count(authentication, version, shard: shard)
            service.metrics.duration.observe(from: received, to: .now, for: .authenticate, shard: shard)
            service.record(authentication, of: name, request: id, received: received, at: .now)
            exchange.reply(.ok) { service.replies.append(authentication, version, to: &$0) }
        }
    }

    private func finish(
        _ authentication: Authentication, _ name: TokenName?, _ review: borrowing TokenReview,
        _ request: borrowing Request, _ now: Moment
    ) {
        service.replies.append(authentication, review.version, to: &reply)
        service.count(authentication, review.version, shard: shard)
        service.record(authentication, of: name, request: request.id, received: request.received, at: now.wall)
    }
}

extension ReviewService {
    /// Counts a decision.
    func count(_ authentication: Authentication, _ version: TokenReview.Version, shard: Int) {
        let label: ReviewVersion = version == .v1 ? .v1 : .v1beta1
        switch authentication {
        case .accepted: metrics.tokenReviews.add(to: Labels(label, .accepted), shard: shard)
        case .notOurs: metrics.tokenReviews.add(to: Labels(label, .notOurs), shard: shard)
        case .refused(let refusal):
            metrics.tokenReviews.add(to: Labels(label, .refused), shard: shard)
            metrics.tokenRefusals.add(to: refusal, shard: shard)
        }
    }

    /// Writes the audit line of a decision.
    func record(
        _ authentication: Authentication, of name: TokenName?, request: UInt64, received: Monotonic, at now: WallTime
    ) {
        guard let audit else { return }
        let latency = Monotonic.now.since(received).wholeNanoseconds
        switch authentication {
        case .accepted(let identity, _):
            audit.record(
                .authenticate, .allowed, reason: "accepted", request: request, at: now, latency: latency
            ) {
                $0.user(owner: identity.owner)
                if case .seal(let key) = name { $0.seal(key: key) }
                $0.tier(identity.tier)
            }
        case .notOurs:
            audit.record(.authenticate, .noOpinion, reason: "not_ours", request: request, at: now, latency: latency)
        case .refused(let refusal):
            audit.record(
                .authenticate, .denied, reason: refusal.rawValue, request: request, at: now, latency: latency
            ) {
                switch name {
                case .seal(let key): $0.seal(key: key)
                case .signer(let address): $0.signer(address)
                case nil: break
                }
            }
        }
    }
}
