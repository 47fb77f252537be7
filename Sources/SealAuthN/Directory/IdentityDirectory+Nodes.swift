// SPDX-License-Identifier: Apache-2.0
public import Kernel
internal import SuiLedger

extension IdentityDirectory {
    /// Why a machine may not join under a name; `nil` where there is an active registration for exactly that, with the stake behind it.
    ///
    /// Nobody is asked: a machine that comes too early comes again. The copy is believed as long as a viewer is, and only whole.
    public func refusal(ofNode name: String, at now: Moment) -> NodeRefusal? {
        // Before the tables: they are as far as it says, or further.
        let mark = mark
        let longest = max(settings.staleness.maximumAge, settings.staleness.grace[.viewer])
        guard mark.hasWorkers, let minimum = mark.workerMinimum,
            let age = mark.age(now: now.monotonic, wall: now.wall), age <= longest
        else { return .ledgerUnavailable }
        guard let found = tables.worker(named: name) else { return .unregistered }
        if let refusal = Judge.refusal(of: found.worker) { return refusal }
        let sight = Finder(self, at: now).account(found.owner)
        guard sight.word != .disputed else { return .ledgerUnavailable }
        return Judge.refusal(ofNodeOf: sight.entry, minimum: minimum)
    }
}
