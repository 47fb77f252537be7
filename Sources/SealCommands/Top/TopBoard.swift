// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What was read last, of servers and of the chain, and what a view is made of.
struct TopBoard {
    /// The cluster's id, where it is known.
    let cluster: String?
    private var now: [TopReading] = []
    private var before: [TopReading] = []

    init(cluster: String?) { self.cluster = cluster }

    /// Takes in what the servers said; rates are between this and the last time that each of them answered.
    mutating func take(_ readings: [TopReading]) {
        for (index, reading) in now.enumerated() {
            guard case .success = reading.page else { continue }
            if before.indices.contains(index) { before[index] = reading } else { before.append(reading) }
        }
        if before.count < now.count { before += now[before.count...] }
        now = readings
    }

    /// All of it as it is now.
    func view(chain: Result<TopChain, Silence>?, at time: WallTime) -> TopView {
        let servers = now.enumerated().map { index, reading in
            TopServer(reading, since: before.indices.contains(index) ? before[index] : nil)
        }
        return TopView(cluster: cluster, time: time, chain: chain, servers: servers)
    }
}
