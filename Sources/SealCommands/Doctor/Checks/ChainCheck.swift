// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Whether each node of the chain can be asked, is of this chain, keeps up, and says the same as the others.
struct ChainCheck: Check {
    /// What one node has said.
    struct Node: Sendable {
        let url: String
        /// How far it is, or why it does not say.
        let answer: Result<Height, LedgerError>
    }

    /// How far a node is.
    struct Height: Sendable, Hashable {
        var epoch: UInt64
        var checkpoint: UInt64
        /// When that checkpoint was made, in milliseconds since 1970.
        var milliseconds: UInt64
    }

    let nodes: [Node]
    /// Whether it is a local ledger, whose clock is its own.
    let isLocal: Bool
    let now: WallTime

    /// What a server takes for old.
    static let oldest: UInt64 = 10_000

    var findings: [Finding] { nodes.map(verdict) + [age, agreement, independence].compactMap { $0 } }

    private var heights: [Height] { nodes.compactMap { try? $0.answer.get() } }
    private var highest: Height? { heights.max { $0.milliseconds < $1.milliseconds } }

    private func verdict(_ node: Node) -> Finding {
        switch node.answer {
        case .failure(let error):
            return Finding(
                check: "node", about: node.url, state: .failed, says: "\(error.detail)", fix: Self.fix(error.code))
        case .success(let height):
            let says = "epoch \(height.epoch), checkpoint \(height.checkpoint)"
            guard let highest, highest.milliseconds - height.milliseconds > Self.oldest else {
                return Finding(check: "node", about: node.url, state: .ok, says: says)
            }
            let lag = (highest.milliseconds - height.milliseconds) / 1000
            return Finding(
                check: "node", about: node.url, state: .failed,
                says:
                    "\(says): \(lag) s behind the others; name another in `nodes` of the cluster file until it has caught up"
            )
        }
    }

    private static func fix(_ code: LedgerError.Code) -> String? {
        switch code {
        case .wrongChain: "sealctl cluster show --node grpc=https://ANOTHER"
        case .unauthorized: "sealctl doctor --node grpc=https://HOST --credentials-file FILE"
        default: nil
        }
    }

    /// By this machine's clock, which is looked at by itself.
    private var age: Finding? {
        guard let highest else {
            return Finding(
                check: "chain", state: .failed,
                says: "no node answers: nobody new gets in, and who is in, for as long as grace lasts")
        }
        guard !isLocal else {
            return Finding(
                check: "chain", state: .skipped,
                says: "a local ledger has a clock of its own; its stake is worth nothing")
        }
        let present = UInt64(clamping: now.nanoseconds / 1_000_000)
        let age = present > highest.milliseconds ? present - highest.milliseconds : 0
        guard age > Self.oldest else {
            return Finding(check: "chain", state: .ok, says: "its last checkpoint is \(age) ms old")
        }
        return Finding(
            check: "chain", state: .failed,
            says:
                "its last checkpoint is \(age / 1000) s old by this clock: the clock is wrong, all nodes lag, or the chain stands still"
        )
    }

    private var agreement: Finding? {
        let heights = heights
        guard heights.count > 1, let lowest = heights.map(\.epoch).min(), let most = heights.map(\.epoch).max() else {
            return nil
        }
        // An epoch begins at each node at its own moment.
        guard most - lowest <= 1 else {
            return Finding(
                check: "agreement", state: .failed,
                says: "nodes are in epochs \(lowest) to \(most): one of them is not of this chain, or invents it")
        }
        return Finding(check: "agreement", state: .ok, says: "\(heights.count) nodes are within an epoch")
    }

    private var independence: Finding? {
        let hosts = Set(nodes.map { Self.host($0.url) })
        guard hosts.count < 2 else {
            return Finding(check: "independent nodes", state: .ok, says: "\(hosts.count) hosts")
        }
        return Finding(
            check: "independent nodes", state: .warning,
            says:
                "1: admin and super rest on the word of one host; name one more, run by others, in `nodes` of the cluster file"
        )
    }

    private static func host(_ url: String) -> Substring {
        let rest = url.drop { $0 != "/" }.drop { $0 == "/" }
        return rest.prefix { $0 != "/" && $0 != ":" }
    }
}
