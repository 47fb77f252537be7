// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import HTTPClient
import Kernel
import LocalCluster
import SealAuthN
import SuiLedger
import WorkerProtocol

/// A machine whose owner has put stake down for it.
struct Worker: Sendable {
    static let stake: UInt64 = 1_000_000_000

    let owner: Address
    let nodeID: String
    let token: String

    private let seed: [UInt8]
    private let joinKey: Bytes32
    private let password: NodePassword

    /// Stakes, registers and mints a seal, as a new account with what the faucet gives.
    init(_ number: Int, _ cluster: LocalCluster) throws {
        let seed = try randomBytes(32)
        let key = try PrivateKey(.ed25519, copying: seed.span)
        let (owner, nodeID) = (Address(key.publicKey), "machine-\(number)")
        let joinKey = try RecipientKey.random().publicKey
        let token = "seal_" + Hex.encode(try randomBytes(32))
        try cluster.faucet.give(Self.stake + 1_000_000_000, to: owner)
        var hasher = try SealHasher(clusterId: cluster.calls.ids.cluster.raw)
        let text = Array(token.utf8)
        guard hasher.take(text.span) else { fatalError("not a token") }
        let terms = SealTerms(key: SealKey(try hasher.key()), bind: try hasher.bind(to: owner.raw).bytes)
        _ = try cluster.transactor.carryOut(
            cluster.calls.registerWorker(node: nodeID, joinKey: joinKey.bytes, stake: Self.stake), as: key)
        _ = try cluster.transactor.carryOut(cluster.calls.createWorkerSeal(terms), as: key)
        (self.seed, self.owner, self.nodeID) = (seed, owner, nodeID)
        (self.joinKey, self.token, password) = (joinKey, token, try NodePassword.random())
    }

    /// What the machine says to a challenge.
    func request(_ challenge: Challenge) throws -> JoinRequest {
        let claim = JoinClaim(
            cluster: challenge.cluster, owner: owner, serverKey: challenge.serverKey, nodeID: nodeID, joinKey: joinKey,
            passwordDigest: try password.digest(), nonce: challenge.nonce,
            issuedMilliseconds: UInt64(WallTime.now.nanoseconds / 1_000_000))
        let key = try PrivateKey(.ed25519, copying: seed.span)
        return JoinRequest(
            claim: claim, signature: try key.sign(claim.message, intent: .personalMessage), nodePassword: password)
    }

    /// How the machine is, as it says itself.
    func heartbeat(_ name: String) -> Heartbeat {
        Heartbeat(
            nodeName: name, atMilliseconds: UInt64(WallTime.now.nanoseconds / 1_000_000), cpuPercent: 12,
            memoryPercent: 34, diskPercent: 56, networkReceivedBytes: 123_456_789, networkSentBytes: 987_654_321,
            pods: 7, containers: 9, version: "benchmark")
    }
}
