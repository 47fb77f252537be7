// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The document that is served without a nonce, and who waits for it.
///
/// A value: it says what to do, and others do it. However many ask, one document is made.
struct DocumentShelf: Sendable {
    /// What becomes of a request.
    enum Answer {
        /// There is a document.
        case document(OwnDocument)
        /// One is being made; the request waits for it.
        case waits
        /// As many wait as may.
        case full
        /// There is none, and there will not soon be one.
        case unavailable
    }

    /// A request that waits.
    typealias Waiting = @Sendable (OwnDocument?) -> Void

    /// How many requests wait for one document; what is beyond comes back later.
    static let waitingLimit = 1024

    private(set) var document: OwnDocument?
    /// Whether one is being made.
    private(set) var isAsked = false
    /// When the next is to be made.
    private(set) var next: Monotonic
    private var waiting: [Waiting] = []
    /// Whether the last one that was asked for has not come.
    private var hasFailed = false

    init(now: Monotonic) { next = now }

    /// Whether it is time to ask for a document; from then on one is being made.
    mutating func begins(at now: Moment) -> Bool {
        guard !isAsked, now.monotonic >= next || !isServable(at: now.wall) && !hasFailed else { return false }
        isAsked = true
        return true
    }

    /// What a request gets.
    mutating func answer(at now: WallTime, _ request: @escaping Waiting) -> Answer {
        if let document, isServable(at: now) { return .document(document) }
        guard isAsked else { return .unavailable }
        guard waiting.count < Self.waitingLimit else { return .full }
        waiting.append(request)
        return .waits
    }

    /// Takes in what came of asking; gives those who waited for it.
    mutating func take(_ made: OwnDocument?, at now: Moment) -> [Waiting] {
        isAsked = false
        hasFailed = made == nil
        if let made {
            document = made
            next = now.monotonic.advanced(by: RefreshPlan.next(after: now.wall, chainEnds: made.chainEnds))
        } else {
            next = now.monotonic.advanced(by: RefreshPlan.retry)
        }
        defer { waiting = [] }
        return waiting
    }

    /// Whether what is there may be handed out: its chain has not ended.
    private func isServable(at now: WallTime) -> Bool { document.map { now < $0.chainEnds } ?? false }
}
