// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import HTTPServer
internal import Reviews
public import SealAuthN
public import Telemetry

/// All that answers reviews: what the handlers of every loop share.
public struct ReviewService: Sendable {
    let deciders: any DeciderFactory
    let rules: ReviewRules
    let limits: ReviewLimits
    let audiences: AudienceNames
    let replies: TokenReviewReply
    let metrics: WebhookMetrics
    let malformed: Counters<Labels<ReviewKind, ReviewError>>
    let audit: AuditLog?
    let log: Log
    let bodies: KeptBodies

    /// Takes what decides and what is told about it; `audiences` are whom our tokens are for, `groups` what tiers get beside ours.
    public init(
        deciders: any DeciderFactory, rules: ReviewRules = ReviewRules(), limits: ReviewLimits = ReviewLimits(),
        audiences: AudienceNames = .standard,
        groups: TierGroups = TierGroups(), metrics: WebhookMetrics, audit: AuditLog?, log: Log
    ) {
        self.deciders = deciders
        self.rules = rules
        self.limits = limits
        self.audiences = audiences
        replies = TokenReviewReply(users: UserInfoWriter(groups: groups), audiences: audiences)
        self.metrics = metrics
        malformed = metrics.malformedReviews()
        self.audit = audit
        self.log = log
        bodies = KeptBodies(limit: limits.waiting)
    }
}

extension ReviewError: MetricLabel {}

extension ReviewService: HandlerFactory {
    /// One more handler, with a parser of its own.
    public func makeHandler(loop: Int) -> any Handler { ReviewHandler(self, shard: loop) }
}

/// The three questions, by the path they are asked at.
enum ReviewEndpoint {
    case authenticate, admit, authorize

    /// The endpoint at `path`, which must be exact.
    init?(path: Span<UInt8>) {
        if Self.isPath(path, "/authenticate") {
            self = .authenticate
        } else if Self.isPath(path, "/admit") {
            self = .admit
        } else if Self.isPath(path, "/authorize") {
            self = .authorize
        } else {
            return nil
        }
    }

    var kind: ReviewKind {
        switch self {
        case .authenticate: .authenticate
        case .admit: .admit
        case .authorize: .authorize
        }
    }

    private static func isPath(_ path: Span<UInt8>, _ name: StaticString) -> Bool {
        guard path.count == name.utf8CodeUnitCount else { return false }
        let start = unsafe name.utf8Start
        for index in path.indices { guard unsafe path[index] == start[index] else { return false } }
        return true
    }
}
