// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// All that `sealctl top` shows at one time.
struct TopView: Sendable {
    /// The cluster's id, where a cluster file names it.
    var cluster: String?
    var time: WallTime
    /// Stakers and workers; or why they are not known; `nil` until they were read for the first time.
    var chain: Result<TopChain, Silence>?
    var servers: [TopServer]

    /// Decisions of all servers together, in the order of their kinds.
    var decisions: [TopDecision] {
        var sums: [[String]: Double] = [:]
        var order: [[String]] = []
        for decision in servers.flatMap(\.decisions) {
            let key = [decision.kind, decision.result]
            if sums.updateValue((sums[key] ?? 0) + decision.rate, forKey: key) == nil { order.append(key) }
        }
        return order.map { TopDecision(kind: $0[0], result: $0[1], rate: sums[$0] ?? 0) }
    }

    /// Nodes of Kubernetes by where they stand, as the controller that leads says.
    var standings: [String: UInt64] { servers.first { $0.isLeader == true }?.standings ?? [:] }
}
