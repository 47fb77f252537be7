// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import SealController

/// Open requests are found from the newest downwards, without reading what has long ended.
struct RequestListerTests {
    static func state(submitted: UInt64, open: UInt64, sequence: UInt64) -> SchedulerState {
        SchedulerState(
            cluster: Address(1), requests: Address(2), workloads: Address(3), submitted: submitted, pending: open,
            assigned: 0, sequence: sequence)
    }

    static func list(
        _ state: SchedulerState, _ table: (UInt64) -> KubernetesRequest?
    ) -> (listing: RequestTable.Listing?, asked: [UInt64]) {
        var lister = RequestLister(state)
        var asked: [UInt64] = []
        while !lister.wanted.isEmpty {
            let wanted = lister.wanted
            asked += wanted
            guard lister.take(wanted.map { ($0, table($0)) }) else { return (nil, asked) }
        }
        return (lister.listing, asked)
    }

    @Test func `a table in which nothing is open is not read`() {
        let (listing, asked) = Self.list(Self.state(submitted: 1000, open: 0, sequence: 3000)) { _ in nil }
        #expect(asked.isEmpty)
        #expect(listing?.sequence == 3000)
        #expect(listing?.newest == 1000)
        #expect(listing?.requests.isEmpty == true)
    }

    @Test(arguments: [(100, 1), (51, 1), (50, 2), (1, 2)] as [(UInt64, Int)])
    func `it ends with the oldest that is open`(_ oldest: UInt64, _ pages: Int) {
        let (listing, asked) = Self.list(Self.state(submitted: 100, open: 1, sequence: 300)) { number in
            RequestTableTests.request(number == oldest ? 1 : 3, number)
        }
        #expect(asked.count == pages * RequestLister.page)
        #expect(listing?.requests.keys.sorted() == [oldest])
    }

    @Test func `what ends meanwhile was open, and counts`() {
        let (listing, asked) = Self.list(Self.state(submitted: 200, open: 2, sequence: 300)) { number in
            number == 200
                ? RequestTableTests.request(3, 301) : RequestTableTests.request(number == 199 ? 2 : 3, number)
        }
        #expect(asked.count == RequestLister.page)
        #expect(listing?.requests[199]?.status == 2)
        #expect(listing?.requests[200]?.status == 3)
    }

    @Test func `who finds fewer than there are, or a gap, has not read the table`() {
        let few = Self.list(Self.state(submitted: 3, open: 2, sequence: 9)) {
            RequestTableTests.request($0 == 1 ? 1 : 3, $0)
        }
        #expect(few.listing == nil)
        let gap = Self.list(Self.state(submitted: 3, open: 1, sequence: 9)) {
            $0 == 2 ? nil : RequestTableTests.request(3, $0)
        }
        #expect(gap.listing == nil)
    }

    // Of two that look open one ended before the scheduler stood so: what is open is below, where nobody would look.
    @Test func `who finds more than there are has read something older`() {
        for (more, isWhole) in [(0, true), (1, false)] as [(UInt64, Bool)] {
            let (listing, _) = Self.list(Self.state(submitted: 100, open: 2, sequence: 300)) { number in
                RequestTableTests.request(number > 98 - more ? 1 : 3, number)
            }
            #expect((listing != nil) == isWhole)
        }
    }
}
