// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import LocalCluster
import SuiLedger
import WorkerProtocol

/// A machine, and what it says to a controller.
struct Worker: Sendable {
    let machine: Machine

    private let password: NodePassword

    /// What the machine with this number says, once it has a stake.
    init(_ number: Int, _ cluster: LocalCluster) throws {
        machine = try Machine(number, cluster.calls, cluster.transactor, cluster.faucet)
        password = try NodePassword.random()
    }

    /// What the machine says to a challenge.
    func request(_ challenge: Challenge) throws -> JoinRequest {
        let claim = JoinClaim(
            cluster: challenge.cluster, owner: machine.owner, serverKey: challenge.serverKey, nodeID: machine.nodeID,
            joinKey: machine.joinKey, passwordDigest: try password.digest(), nonce: challenge.nonce,
            issuedMilliseconds: UInt64(WallTime.now.nanoseconds / 1_000_000))
        return JoinRequest(claim: claim, signature: try machine.sign(claim.message), nodePassword: password)
    }

    /// How the machine is, as it says itself.
    func heartbeat(_ name: String) -> Heartbeat {
        Heartbeat(
            nodeName: name, atMilliseconds: UInt64(WallTime.now.nanoseconds / 1_000_000), cpuPercent: 12,
            memoryPercent: 34, diskPercent: 56, networkReceivedBytes: 123_456_789, networkSentBytes: 987_654_321,
            pods: 7, containers: 9, version: "benchmark")
    }
}
