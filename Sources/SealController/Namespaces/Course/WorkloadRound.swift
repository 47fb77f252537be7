// SPDX-License-Identifier: Apache-2.0

/// Goes through what runs in a home, kind by kind, until a whole round has found nothing more to do.
///
/// It remembers nothing that matters: what was stopped says so itself, and a round may begin anew at any time.
struct WorkloadRound: Hashable, Sendable {
    /// What is done with what is found.
    enum Aim: Hashable, Sendable { case stop, start }

    /// What to do next.
    enum Step: Hashable, Sendable {
        case list(WorkloadKind, continuation: String?, limit: Int)
        case change(Workload)
        /// Something else should end what still runs: it is looked at again after a while.
        case rest
        /// Nothing: all is as it should be.
        case done
    }

    /// How many workloads are listed at once, where they are not too long for that.
    static let page = 250

    let aim: Aim
    private var kinds: [WorkloadKind]
    private var place = 0
    private var continuation: String?
    private var limit = page
    private var found: [Workload] = []
    /// Whether this round has found anything: then another one follows.
    private var hasFound = false
    /// Whether something still runs that belongs to what was stopped.
    private var lingers = false

    init(_ aim: Aim) {
        self.aim = aim
        kinds = aim == .stop ? WorkloadKind.allCases : WorkloadKind.restorable
    }

    /// What to do now.
    var next: Step {
        if let first = found.first { return .change(first) }
        guard place == kinds.count else { return .list(kinds[place], continuation: continuation, limit: limit) }
        return lingers ? .rest : .done
    }

    /// A part of a list has come; `endsOwned` says that what belongs to something that was stopped has had its time to end.
    mutating func listed(_ workloads: [Workload], continuation: String?, endsOwned: Bool = false) {
        let wanted = workloads.filter { aim == .stop ? $0.runs : $0.isRestorable }
        found += wanted.filter { aim == .start || !$0.isOwned || endsOwned }
        lingers = lingers || found.count < wanted.count
        hasFound = hasFound || !found.isEmpty
        self.continuation = continuation
        if continuation == nil { (place, limit) = (place + 1, Self.page) }
        endRound()
    }

    /// A list did not come as a whole: it begins anew.
    mutating func broke() {
        continuation = nil
        hasFound = true
    }

    /// A part of a list is longer than what is taken: the same is asked for in smaller parts; false where there are none.
    mutating func wasTooLong() -> Bool {
        guard limit > 1 else { return false }
        limit /= 2
        return true
    }

    /// One has been changed, or has changed by itself and is looked at in the next round.
    mutating func changed() {
        found.removeFirst()
        endRound()
    }

    /// A while has gone by since ``Step/rest``: pods, the last kind, are looked at again.
    mutating func rested() { (place, lingers) = (max(0, kinds.count - 1), false) }

    private mutating func endRound() {
        guard found.isEmpty, place == kinds.count, hasFound else { return }
        (place, hasFound, lingers) = (0, false, false)
    }
}
