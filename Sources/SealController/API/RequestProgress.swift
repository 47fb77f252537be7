// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// How far a request had come, and what became of it, as one of its changes says.
struct RequestProgress: Equatable, Sendable {
    /// Whose worker has it, or had it; none before one was given it.
    let worker: Address?
    /// What became of it, as long as the contracts allow and in printable ASCII whatever a later contract says; empty until it has ended.
    let result: String
    /// When it was asked for, by the chain's clock.
    let submittedMilliseconds: UInt64
    /// When a worker got it; none before that.
    let assignedMilliseconds: UInt64?
    /// When it ended; none before that.
    let finishedMilliseconds: UInt64?

    /// Takes what is kept of a request.
    init(_ request: KubernetesRequest) {
        worker = request.worker
        result = ResultText.fit(request.result)
        submittedMilliseconds = request.submittedMilliseconds
        assignedMilliseconds = Self.time(request.assignedMilliseconds)
        finishedMilliseconds = Self.time(request.finishedMilliseconds)
    }

    /// The contracts write 0 for what has not happened.
    private static func time(_ milliseconds: UInt64) -> UInt64? { milliseconds == 0 ? nil : milliseconds }
}
