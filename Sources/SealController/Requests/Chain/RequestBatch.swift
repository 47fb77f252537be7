// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// What waits to be told to the chain, in one transaction as far as it fits.
///
/// Pure: who sends tells it the time. What ends goes before what begins, as it makes room.
struct RequestBatch {
    /// The most steps of a transaction: well below what the network takes, so that what it emits stays small.
    static let maximumSteps = 200

    private var endings: [RequestStep] = []
    private var beginnings: [RequestStep] = []
    private var since: Monotonic?

    /// How many wait.
    var count: Int { endings.count + beginnings.count }

    /// Takes one in.
    mutating func append(_ step: RequestStep, at now: Monotonic) {
        switch step {
        case .finish: endings.append(step)
        case .assign: beginnings.append(step)
        }
        since = since ?? now
    }

    /// Leaves out what was to be told about a request.
    mutating func remove(_ request: UInt64) {
        endings.removeAll { $0.request == request }
        beginnings.removeAll { $0.request == request }
        if count == 0 { since = nil }
    }

    /// When the next transaction is due; `nil` while there is nothing to tell.
    func due(_ linger: Duration) -> Monotonic? {
        guard let since else { return nil }
        return count >= Self.maximumSteps ? since : since.advanced(by: linger)
    }

    /// The steps of the next transaction.
    mutating func take() -> [RequestStep] {
        let steps = Array((endings + beginnings).prefix(Self.maximumSteps))
        let ended = min(endings.count, steps.count)
        endings.removeFirst(ended)
        beginnings.removeFirst(steps.count - ended)
        // What is left has waited already.
        if count == 0 { since = nil }
        return steps
    }
}
