// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Finds all open requests in a table that keeps the finished ones too.
///
/// Pure: it says which requests to ask for and is told what they are. It goes from the newest downwards and ends as soon as it has as many
/// as the scheduler says were open, so that a table of a million costs what lies between the newest and the oldest open one.
struct RequestLister {
    /// How many are asked for at once.
    static let page = 50

    private let state: SchedulerState
    private var next: UInt64
    private var found: UInt64 = 0
    private var requests: [UInt64: KubernetesRequest] = [:]

    /// Lists what was open when the scheduler stood so.
    init(_ state: SchedulerState) {
        self.state = state
        next = state.submitted
    }

    /// Which to ask for next; none at the end.
    var wanted: [UInt64] {
        guard found < state.open, next > 0 else { return [] }
        let first = next > UInt64(Self.page) ? next - UInt64(Self.page) + 1 : 1
        return (first...next).reversed()
    }

    /// All that was open; `nil` if there are fewer than the scheduler says: whoever answered does not know the table.
    var listing: RequestTable.Listing? {
        guard found >= state.open else { return nil }
        return RequestTable.Listing(sequence: state.sequence, newest: state.submitted, requests: requests)
    }

    /// Takes the answer for ``wanted``; false if one is missing, which none ever is, or if more are open than there are: then some of it is
    /// from before the scheduler stood so, and what is below would not be looked for.
    mutating func take(_ answer: [(number: UInt64, request: KubernetesRequest?)]) -> Bool {
        for (number, request) in answer {
            guard let request else { return false }
            // What has changed since was open then, whatever it is now: finished requests do not change.
            let isOpen = RequestStatus(rawValue: request.status)?.isOpen == true
            guard isOpen || request.sequence > state.sequence else { continue }
            found += 1
            requests[number] = request
        }
        next = (answer.map(\.number).min() ?? 1) - 1
        return found <= state.open
    }
}
