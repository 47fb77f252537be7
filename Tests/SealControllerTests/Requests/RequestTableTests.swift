// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import SealController

/// What is open on the chain, from lists and events in whatever order they come.
struct RequestTableTests {
    static func request(_ status: UInt8, _ sequence: UInt64) -> KubernetesRequest {
        KubernetesRequest(
            submitter: Address(0x21), sealID: Address(0x5E), method: 1, resource: "configmaps", namespace: "team-a",
            name: "a", manifest: "", uri: "", contentHash: [], priority: 5, status: status, worker: nil, result: "",
            submittedMilliseconds: 1, assignedMilliseconds: 0, finishedMilliseconds: 0, sequence: sequence, ext: [])
    }

    static func event(_ number: UInt64, _ id: UInt64, _ status: UInt8) -> RequestChanged {
        RequestChanged(cluster: Address(0xC1), number: number, requestID: id, request: request(status, number))
    }

    static func listed(_ sequence: UInt64, _ newest: UInt64, _ requests: [UInt64: KubernetesRequest]) -> RequestTable {
        var table = RequestTable()
        _ = table.take(RequestTable.Listing(sequence: sequence, newest: newest, requests: requests))
        return table
    }

    @Test func `nothing is whole before a list`() {
        var table = RequestTable()
        _ = table.take(Self.event(1, 1, 1))
        #expect(!table.isWhole)
        _ = table.take(RequestTable.Listing(sequence: 1, newest: 1, requests: [1: Self.request(1, 1)]))
        #expect(table.isWhole)
        #expect(table.open.keys.sorted() == [1])
    }

    @Test(arguments: [(7, false), (8, false), (9, true), (10, true), (11, true)] as [(UInt64, Bool)])
    func `a list is taken that leaves no change out before the first that was heard of`(
        _ sequence: UInt64, _ isTaken: Bool
    ) {
        var table = RequestTable()
        _ = table.take(Self.event(10, 5, 1))
        let changed = table.take(RequestTable.Listing(sequence: sequence, newest: 4, requests: [:]))
        #expect((changed != nil) == isTaken && table.isWhole == isTaken)
        // Once there is one that says so, an older one hides nothing.
        _ = table.take(RequestTable.Listing(sequence: 10, newest: 5, requests: [5: Self.request(1, 10)]))
        #expect(table.isWhole && table.open.keys.sorted() == [5])
        let older = table.take(RequestTable.Listing(sequence: 7, newest: 4, requests: [:]))
        #expect(older == [] && table.isWhole)
    }

    @Test func `a change that is missing is seen by the one after it`() {
        var table = Self.listed(10, 4, [:])
        _ = table.take(Self.event(12, 6, 1))
        #expect(!table.isWhole)
        _ = table.take(Self.event(11, 5, 1))
        #expect(table.isWhole)
        #expect(table.open.keys.sorted() == [5, 6])
    }

    @Test func `what has ended is not opened by what comes late or again`() {
        var table = Self.listed(10, 4, [4: Self.request(1, 10)])
        _ = table.take(Self.event(12, 4, 3))
        #expect(table.open.isEmpty)
        #expect(table.remembered == 1)
        let late = table.take(Self.event(11, 4, 2))
        #expect(!late)
        #expect(table.open.isEmpty)
        #expect(table.remembered == 0)
        let again = table.take(Self.event(11, 4, 2))
        #expect(!again)
        #expect(table.open.isEmpty)
    }

    @Test func `what a list found ended is not opened by an event from before`() {
        var table = Self.listed(10, 4, [4: Self.request(3, 12)])
        _ = table.take(Self.event(11, 4, 2))
        #expect(table.open.isEmpty)
        _ = table.take(Self.event(12, 4, 3))
        #expect(table.isWhole)
        #expect(table.remembered == 0)
    }

    @Test func `what is not in a list has ended, unless it came later`() {
        var table = Self.listed(10, 4, [3: Self.request(1, 9), 4: Self.request(1, 10)])
        _ = table.take(Self.event(11, 5, 1))
        let changed = table.take(RequestTable.Listing(sequence: 10, newest: 4, requests: [4: Self.request(1, 10)]))
        #expect(changed == [3])
        #expect(table.open.keys.sorted() == [4, 5])
    }

    @Test func `a newer copy wins, whoever brings it`() {
        var table = Self.listed(10, 4, [4: Self.request(2, 10)])
        let older = table.take(4, Self.request(1, 9))
        #expect(!older)
        #expect(table.open[4]?.status == 2)
        let newer = table.take(4, Self.request(3, 11))
        #expect(newer)
        #expect(table.open.isEmpty)
    }

    @Test func `after a doubt only a list says what is open`() {
        var table = Self.listed(10, 4, [:])
        table.doubt()
        #expect(!table.isWhole)
        #expect(table.complete == nil)
        _ = table.take(RequestTable.Listing(sequence: 10, newest: 4, requests: [:]))
        #expect(table.isWhole)
        #expect(table.complete == 10)
    }
}
