// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger
internal import WorkerProtocol

/// What is to be done for a worker that asks to join, by what the chain says of it.
enum JoinDecision: Hashable, Sendable {
    /// It works already, under this name: it keeps it.
    case rejoin(name: String)
    /// It is to be activated under the first free name from this number on.
    case activate(number: Int)

    /// Decides.
    init(_ sight: WorkerSight, owner: Address, nodeID: String) throws(JoinRefusal) {
        guard let worker = sight.worker else { throw .notRegistered }
        guard worker.nodeID == nodeID else { throw .otherNode }
        switch WorkerStanding(status: worker.status) {
        case .suspended: throw .suspended
        case .slashed: throw .slashed
        case .retired: throw .retired
        case .unknown: throw .notRegistered
        case .active:
            guard sight.isStaked else { throw .stakeTooLow }
            self = .rejoin(name: worker.nodeName)
        case .pending:
            guard sight.isStaked else { throw .stakeTooLow }
            // Who has a name and is pending was slashed or has left since: what had that name must not come back under it.
            let last = WorkerNodeName.number(worker.nodeName, of: owner) ?? 0
            guard last < WorkerNodeName.last else { throw .namesTaken }
            self = .activate(number: last + 1)
        }
    }
}
