// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger
internal import WorkerProtocol

/// What machines have said last, by the names of their nodes.
///
/// Only the owner of a name reports under it, and names are given by the operator: there are as many entries as machines.
final class WorkerBoard: Sendable {
    /// A machine's last word.
    struct Entry: Sendable {
        /// Whose machine it is.
        let owner: Address
        /// What it said.
        let heartbeat: Heartbeat
        /// When.
        let at: Monotonic
    }

    /// More machines than a cluster can have.
    static let limit = 65_536
    /// After this long a word is forgotten, when room is needed.
    static let lifetime = Duration.seconds(24 * 3600)

    private let entries = Locked<[String: Entry]>([:])

    /// Keeps what a machine says.
    func take(_ heartbeat: Heartbeat, of owner: Address, at now: Monotonic) {
        entries.withLock { entries in
            if entries.count >= Self.limit, entries[heartbeat.nodeName] == nil {
                entries = entries.filter { now.since($0.value.at) < Self.lifetime }
                guard entries.count < Self.limit else { return }
            }
            entries[heartbeat.nodeName] = Entry(owner: owner, heartbeat: heartbeat, at: now)
        }
    }

    /// The last word of a node of this owner.
    func entry(of name: String, owner: Address) -> Entry? {
        entries.withLock { $0[name] }.flatMap { $0.owner == owner ? $0 : nil }
    }

    /// How many have said something.
    var count: Int { entries.withLock { $0.count } }
}
