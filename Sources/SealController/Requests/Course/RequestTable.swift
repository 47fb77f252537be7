// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// The requests that are open on the chain: from a list and from events, in whatever order they come.
///
/// Each request carries the number of its last change, and the higher one wins, whoever brings it. What has ended is not kept, but where
/// something older about it may still come.
struct RequestTable {
    /// All that was open when a list was begun, and maybe more.
    struct Listing: Hashable, Sendable {
        /// The number of the last change when the list was begun.
        var sequence: UInt64
        /// The newest request's number then.
        var newest: UInt64
        /// Every request that was open then, as it was then or later.
        var requests: [UInt64: KubernetesRequest]
    }

    /// The requests, by number.
    private(set) var open: [UInt64: KubernetesRequest] = [:]
    /// The newest request that was heard of.
    private(set) var newest: UInt64 = 0
    /// What has ended after changes that have not come yet, by number: with which change.
    private var ended: [UInt64: UInt64] = [:]
    private var numbers = NumberTracker()
    private var isListed = false
    /// The first change that was heard of, until there is a list: nothing else says what became of those before it.
    private var first: UInt64?

    /// Whether every open request is here, as far as can be known.
    var isWhole: Bool { isListed && !numbers.hasHole }

    /// Up to which change nothing is missing; `nil` while nothing is known.
    var complete: UInt64? { isListed ? numbers.complete : nil }

    /// How many ends are remembered.
    var remembered: Int { ended.count }

    /// Takes a list in; says which requests are as they were not before, or `nil` where the list is too old to be taken: changes lie between
    /// it and the first that was heard of.
    mutating func take(_ listing: Listing) -> [UInt64]? {
        if let first, first > listing.sequence, first - listing.sequence > 1 { return nil }
        first = nil
        var changed: [UInt64] = []
        // Whatever was open then is in the list: what is not, and did not change later, had ended.
        for (number, request) in open
        where listing.requests[number] == nil && request.sequence <= listing.sequence && number <= listing.newest {
            open[number] = nil
            changed.append(number)
        }
        for (number, request) in listing.requests where insert(number, request) { changed.append(number) }
        newest = max(newest, listing.newest)
        isListed = true
        numbers.cover(upTo: listing.sequence)
        forget()
        return changed
    }

    /// Takes an event in; whether the request is as it was not before.
    mutating func take(_ event: RequestChanged) -> Bool {
        if !isListed, numbers.complete == nil { first = event.number }
        // What comes again says nothing: it stood in the table, or in the list, and may have ended since.
        guard numbers.insert(event.number) else { return false }
        let isNew = insert(event.requestID, event.request)
        forget()
        return isNew
    }

    /// Takes a request in as somebody has found it on the chain.
    mutating func take(_ number: UInt64, _ request: KubernetesRequest) -> Bool { insert(number, request) }

    /// Something may have been missed: only another list says what is open.
    mutating func doubt() { isListed = false }

    private mutating func insert(_ number: UInt64, _ request: KubernetesRequest) -> Bool {
        newest = max(newest, number)
        if let end = ended[number], end >= request.sequence { return false }
        if let known = open[number], known.sequence >= request.sequence { return false }
        if RequestStatus(rawValue: request.status)?.isOpen == true {
            open[number] = request
            return true
        }
        if request.sequence > numbers.complete ?? 0 { ended[number] = request.sequence }
        return open.removeValue(forKey: number) != nil
    }

    /// An end need not be remembered once all changes before it have come.
    private mutating func forget() {
        guard !ended.isEmpty, let complete = numbers.complete else { return }
        ended = ended.filter { $0.value > complete }
    }
}
