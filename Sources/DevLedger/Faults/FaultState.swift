// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The faults that are in force, and what they need to be played.
struct FaultState {
    /// What happens to a request before anybody looks at it.
    enum Fate {
        case answered
        /// The node says that it failed.
        case failed
        /// The node is not there yet.
        case restarting
        /// The connection is closed without an answer.
        case cut
        /// It is done, and the connection is closed without an answer.
        case lost
    }

    let faults: DevFaults
    /// The node that is behind.
    let replica: LedgerReplica?
    private let isUpFrom: Monotonic
    private var numbers: SeededNumbers

    init(_ faults: DevFaults, _ replica: LedgerReplica?) {
        self.faults = faults
        self.replica = replica
        isUpFrom = Monotonic.now.advanced(by: .milliseconds(Int64(clamping: faults.restart)))
        numbers = SeededNumbers(seed: faults.seed)
    }

    mutating func fate() -> Fate {
        if faults.restart > 0, Monotonic.now < isUpFrom { return .restarting }
        // Both are drawn for each request, so that one share does not change who is met by the other.
        let isCut = numbers.next() % 100 < faults.drop
        let isFailed = numbers.next() % 100 < faults.error
        let isLost = faults.lose > 0 && numbers.next() % 100 < faults.lose
        return isCut ? .cut : isFailed ? .failed : isLost ? .lost : .answered
    }

    /// Another order of a list, where there is another: turned, so that chance cannot leave it as it was.
    mutating func reordered<Element>(_ list: [Element]) -> [Element] {
        guard faults.isReordered, list.count > 1 else { return list }
        let turn = 1 + Int(numbers.next() % UInt64(list.count - 1))
        return Array(list[turn...] + list[..<turn])
    }
}
