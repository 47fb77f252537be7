// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// What the copy of the chain says of machines: all of them as of one moment, or nothing.
struct ChainSight: Sendable {
    let tables: ClusterTables
    let mark: @Sendable () -> FollowMark
    /// Of an older copy nothing is believed.
    let maximumAge: Duration

    /// The verdicts on these names.
    func verdicts(on names: some Sequence<String>, at now: Moment) -> [String: NodeVerdict] {
        // Before the tables: they are as far as it says, or further.
        guard let minimum = minimum(at: now) else { return [:] }
        var verdicts: [String: NodeVerdict] = [:]
        for name in names {
            guard let found = tables.worker(named: name) else {
                verdicts[name] = .unregistered
                continue
            }
            verdicts[name] = WorkerJudge.verdict(of: found.worker, tables.account(found.owner), minimum: minimum)
        }
        // Where a liar was found out the mark falls before the tables are emptied: what was not found may have been taken away meanwhile.
        return self.minimum(at: now) == nil ? [:] : verdicts
    }

    /// Who has a machine's name, or had it before another: whom to ask the nodes about.
    ///
    /// `nil` where nobody is known.
    func owner(of name: String) -> Address? {
        if let found = tables.worker(named: name) { return found.owner }
        return tables.namedWorkers.first { WorkerNodeName.number(name, of: $0.owner) != nil }?.owner
    }

    /// The least stake of a node, if the copy is whole and young.
    private func minimum(at now: Moment) -> UInt64? {
        let mark = mark()
        guard mark.isComplete, mark.hasWorkers, !mark.hasHole,
            let age = mark.age(now: now.monotonic, wall: now.wall), age <= maximumAge
        else { return nil }
        return mark.workerMinimum
    }
}
