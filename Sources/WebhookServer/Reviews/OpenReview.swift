// SPDX-License-Identifier: Apache-2.0
internal import HTTPServer
internal import Kernel
internal import StakeRBAC

/// A review of whose caller only a look-up can tell: it is decided anew from a copy of its body once that has come.
struct OpenReview {
    let question: any CallerQuestion
    let endpoint: ReviewEndpoint
    /// The policy by which it was told whose request it is: the same decides it.
    let engine: Engine
    let body: KeptBody
    let deadline: Monotonic
    let ticket: ReviewTicket
}

/// What a review leaves behind until it is answered.
struct WaitingReview: ~Copyable, Sendable {
    let exchange: Exchange
    let body: KeptBody

    init(_ exchange: consuming Exchange, _ body: KeptBody) {
        self.exchange = exchange
        self.body = body
    }
}
