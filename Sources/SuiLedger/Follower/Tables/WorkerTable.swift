// SPDX-License-Identifier: Apache-2.0

/// The workers of a cluster that were given a name, by that.
///
/// Anybody with stake may register; only the operator gives names. So there are few, whoever floods the registry: what has no name is
/// nothing that could be asked for.
struct WorkerTable: Sendable {
    /// More machines than a cluster can have, with all those that have left.
    static let limit = 65_536

    private var workers: [Address: WorkerEntry] = [:]
    // A name is given once and for ever; where nodes lie about that, the entry itself says whose it is.
    private var owners: [String: Address] = [:]

    /// How many workers there are.
    var count: Int { workers.count }

    /// The worker that has a name now, and whose it is.
    func worker(named name: String) -> (owner: Address, worker: WorkerEntry)? {
        guard let owner = owners[name], let worker = workers[owner], worker.nodeName == name else { return nil }
        return (owner, worker)
    }

    /// The worker of an owner, if it ever had a name.
    func worker(of owner: Address) -> WorkerEntry? { workers[owner] }

    /// All that have a name now.
    var named: [(owner: Address, worker: WorkerEntry)] {
        workers.compactMap { $1.nodeName.isEmpty ? nil : (owner: $0, worker: $1) }
    }

    /// Takes an entry in; false if a newer or the same one is known, or it is of nobody with a name, or there is no room.
    mutating func insert(_ worker: WorkerEntry, of owner: Address) -> Bool {
        if let known = workers[owner] {
            guard worker.sequence > known.sequence else { return false }
            if worker.nodeName != known.nodeName, owners[known.nodeName] == owner { owners[known.nodeName] = nil }
        } else {
            guard !worker.nodeName.isEmpty, workers.count < Self.limit else { return false }
        }
        workers[owner] = worker
        if !worker.nodeName.isEmpty { owners[worker.nodeName] = owner }
        return true
    }
}
