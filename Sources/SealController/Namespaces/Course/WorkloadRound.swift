// SPDX-License-Identifier: Apache-2.0

/// Goes through what runs in a home, kind by kind, until a whole round has found nothing more to do.
///
/// It remembers nothing that matters: what was stopped says so itself, and a round may begin anew at any time.
struct WorkloadRound: Hashable, Sendable {
    /// What is done with what is found.
    enum Aim: Hashable, Sendable { case stop, start }

    /// What to do next.
    enum Step: Hashable, Sendable {
        case list(WorkloadKind, continuation: String?)
        case change(Workload)
        /// Nothing: all is as it should be.
        case done
    }

    let aim: Aim
    private var kinds: [WorkloadKind]
    private var place = 0
    private var continuation: String?
    private var found: [Workload] = []
    /// Whether this round has found anything: then another one follows.
    private var hasFound = false

    init(_ aim: Aim) {
        self.aim = aim
        kinds = aim == .stop ? WorkloadKind.allCases : WorkloadKind.restorable
    }

    /// What to do now.
    var next: Step {
        if let first = found.first { return .change(first) }
        return place < kinds.count ? .list(kinds[place], continuation: continuation) : .done
    }

    /// A part of a list has come.
    mutating func listed(_ workloads: [Workload], continuation: String?) {
        found += workloads.filter { aim == .stop ? $0.runs : $0.isRestorable }
        hasFound = hasFound || !found.isEmpty
        self.continuation = continuation
        if continuation == nil { place += 1 }
        endRound()
    }

    /// A list did not come as a whole: it begins anew.
    mutating func broke() {
        continuation = nil
        hasFound = true
    }

    /// One has been changed, or has changed by itself and is looked at in the next round.
    mutating func changed() {
        found.removeFirst()
        endRound()
    }

    private mutating func endRound() {
        guard found.isEmpty, place == kinds.count, hasFound else { return }
        (place, hasFound) = (0, false)
    }
}
