// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SuiLedger

/// Machines by the names that they were given.
@Suite struct WorkerTableTests {
    private let tables = ClusterTables()

    private func insert(_ name: String, _ sequence: UInt64, status: UInt8 = 2, of owner: Address = Address(1)) -> Bool {
        tables.insert(FollowWorld.worker(name, status: status, sequence: sequence), of: owner)
    }

    private func status(_ name: String) -> UInt8? { tables.worker(named: name)?.worker.status }

    @Test func `a worker is found under its name, and under no other`() {
        #expect(insert("n-1", 1))
        #expect(tables.worker(named: "n-1")?.owner == Address(1))
        #expect(tables.worker(named: "n-1")?.worker == FollowWorld.worker("n-1", status: 2, sequence: 1))
        for other in ["n-2", "N-1", "n-1 ", "n-1\0", "n", ""] { #expect(tables.worker(named: other) == nil) }
    }

    @Test func `the older of two entries, and the same one again, are refused`() {
        #expect(insert("n-1", 5, status: 4))
        #expect(!insert("n-1", 5))
        #expect(!insert("n-1", 4))
        #expect(status("n-1") == 4)
        #expect(insert("n-1", 6))
        #expect(status("n-1") == 2)
    }

    @Test func `who was never given a name takes no room`() {
        #expect(!insert("", 1))
        #expect(insert("n-1", 2))
        #expect(status("n-1") == 2 && tables.worker(named: "") == nil)
    }

    @Test func `a name that a worker has no more is nobody's`() {
        #expect(insert("n-1", 1))
        #expect(insert("n-2", 2))
        #expect(tables.worker(named: "n-1") == nil && status("n-2") == 2)
        // The contracts take no name away; a node that says so is taken at its word, which lets nobody in.
        #expect(insert("", 3))
        #expect(tables.worker(named: "n-2") == nil)
    }

    // The contracts give no name twice: whoever says so, one entry speaks for it.
    @Test func `a name that two are said to have is the last one's`() {
        #expect(insert("n-1", 1))
        #expect(insert("n-1", 2, status: 3, of: Address(2)))
        #expect(tables.worker(named: "n-1")?.owner == Address(2))
        #expect(insert("n-2", 3))
        #expect(tables.worker(named: "n-1")?.owner == Address(2) && status("n-2") == 2)
    }

    @Test func `nothing is left of what is forgotten`() {
        #expect(insert("n-1", 7))
        tables.removeAll()
        #expect(tables.worker(named: "n-1") == nil)
        #expect(insert("n-1", 1))
    }

    @Test func `there is room for so many, and those stay up to date`() {
        var table = WorkerTable()
        func address(_ number: Int) -> Address { Address("0x" + String(number, radix: 16)) ?? Address(0) }
        for number in 0..<WorkerTable.limit {
            let isTaken = table.insert(FollowWorld.worker("n-\(number)", status: 2, sequence: 1), of: address(number))
            guard isTaken else { return #expect(isTaken, "\(number)") }
        }
        let more = table.insert(FollowWorld.worker("m", status: 2, sequence: 1), of: address(WorkerTable.limit))
        #expect(!more && table.count == WorkerTable.limit && table.worker(named: "m") == nil)
        let newer = table.insert(FollowWorld.worker("n-7", status: 4, sequence: 2), of: address(7))
        #expect(newer && table.worker(named: "n-7")?.worker.status == 4)
    }

    @Test func `a worker is found under its owner, and lists show those that have a name`() {
        #expect(insert("n-1", 1) && insert("n-2", 1, of: Address(2)))
        #expect(tables.worker(of: Address(2))?.nodeName == "n-2" && tables.worker(of: Address(3)) == nil)
        #expect(Set(tables.namedWorkers.map(\.worker.nodeName)) == ["n-1", "n-2"])
        #expect(insert("", 2))
        #expect(tables.namedWorkers.map(\.owner) == [Address(2)])
        #expect(tables.worker(of: Address(1))?.sequence == 2)
    }
}
