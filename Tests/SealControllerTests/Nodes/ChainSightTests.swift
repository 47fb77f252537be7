// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealController

struct ChainSightTests {
    let owner = Address(3)
    let tables = ClusterTables()

    init() {
        tables.insert(Sample.worker("n-abc-1"), of: owner)
        tables.insert(Sample.account(), of: owner)
    }

    func sight(_ mark: FollowMark, maximumAge: Duration = .seconds(10)) -> ChainSight {
        ChainSight(tables: tables, mark: { mark }, maximumAge: maximumAge)
    }

    @Test func `names that somebody has, and that nobody has`() {
        let now = Sample.moment(0)
        let verdicts = sight(Sample.mark(at: now)).verdicts(on: ["n-abc-1", "n-none-1"], at: now)
        #expect(verdicts == ["n-abc-1": .good, "n-none-1": .unregistered])
    }

    @Test func `the least stake is the mark's`() {
        let now = Sample.moment(0)
        var mark = Sample.mark(at: now)
        mark.workerMinimum = Sample.minimum + 1
        #expect(sight(mark).verdicts(on: ["n-abc-1"], at: now) == ["n-abc-1": .lost(.unstaked)])
    }

    @Test(arguments: [(9.999, true), (10, true), (10.001, false)])
    func `an old copy says nothing`(_ age: Double, _ isBelieved: Bool) {
        let verdicts = sight(Sample.mark(at: Sample.moment(0))).verdicts(on: ["n-abc-1"], at: Sample.moment(age))
        #expect(verdicts.isEmpty == !isBelieved)
    }

    static let faults: [@Sendable (inout FollowMark) -> Void] = [
        { $0.isComplete = false }, { $0.hasWorkers = false }, { $0.hasHole = true }, { $0.workerMinimum = nil },
        { $0.rose = nil }, { $0.timestamp = nil }, { $0.timestamp = ($0.timestamp ?? 0) + 60_000 },
    ]

    // A slashing in a copy that is not whole evicts nobody either.
    @Test(arguments: faults.indices) func `a copy that is not whole says nothing`(_ index: Int) {
        tables.insert(Sample.worker("n-abc-1", status: 4, sequence: 2), of: owner)
        let now = Sample.moment(0)
        var mark = Sample.mark(at: now)
        #expect(sight(mark).verdicts(on: ["n-abc-1"], at: now) == ["n-abc-1": .lost(.slashed)])
        Self.faults[index](&mark)
        #expect(sight(mark).verdicts(on: ["n-abc-1"], at: now).isEmpty)
    }

    @Test func `tables that were emptied meanwhile say nothing`() {
        let now = Sample.moment(0)
        let asked = Locked(0)
        let tables = tables
        let sight = ChainSight(
            tables: tables,
            mark: {
                let count = asked.withLock { asked -> Int in
                    asked += 1
                    return asked
                }
                // A liar was found out between the first look at the mark and the second.
                if count == 1 {
                    tables.removeAll()
                    return Sample.mark(at: now)
                }
                return FollowMark()
            }, maximumAge: .seconds(10))
        #expect(sight.verdicts(on: ["n-abc-1"], at: now).isEmpty)
    }

    @Test func `whom to ask about a name`() {
        let sight = sight(FollowMark())
        #expect(sight.owner(of: "n-abc-1") == owner)
        // Made from the owner's address, as the name before this one was.
        #expect(sight.owner(of: WorkerJudgeTests.own) == owner)
        #expect(sight.owner(of: "n-abc-2") == nil)
    }
}
