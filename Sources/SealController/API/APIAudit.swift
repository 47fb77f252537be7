// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import Operations
internal import SuiLedger
internal import Telemetry

/// One JSON line for each machine of somebody's that asked to join, and for each token that was refused: who, from where, and what came of it.
///
/// No token, password, nonce or signature is ever in it.
struct APIAudit: Sendable {
    private let lines: AuditLines

    /// Writes to `lines`.
    init(to lines: AuditLines) { self.lines = lines }

    /// Records a join, or a refusal of one; `reason` is a code from a closed set.
    func join(
        owner: Address, node: String?, reason: String, isAllowed: Bool, request: UInt64, from peer: PeerAddress?,
        at time: WallTime
    ) {
        var line = begin("register_worker", isAllowed, reason, request, peer, time)
        line.field("owner", owner.description)
        if let node { line.field("node", node) }
        lines.append(line.finish())
    }

    /// Records a token that was refused; `owner` is whose it is, where it is somebody's and opens something else.
    func refusal(
        of route: Route, reason: String, owner: Address? = nil, request: UInt64, from peer: PeerAddress?,
        at time: WallTime
    ) {
        var line = begin(route.rawValue, false, reason, request, peer, time)
        if let owner { line.field("owner", owner.description) }
        lines.append(line.finish())
    }

    private func begin(
        _ kind: String, _ isAllowed: Bool, _ reason: String, _ request: UInt64, _ peer: PeerAddress?,
        _ time: WallTime
    ) -> LineEncoder {
        var line = LineEncoder(.json)
        line.field("ts", time)
        line.field(request: request)
        line.field("kind", kind)
        line.field("decision", isAllowed ? "allowed" : "denied")
        line.field("reason", reason)
        line.field("peer", peer?.description ?? "")
        return line
    }
}
