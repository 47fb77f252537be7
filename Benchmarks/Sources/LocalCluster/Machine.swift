// SPDX-License-Identifier: Apache-2.0
import Bytes
public import Crypto
import Kernel
import SealAuthN
public import SuiLedger

/// Somebody who has put stake down for a machine, registered it and minted its seal.
public struct Machine: Sendable {
    /// What is put down.
    public static let stake: UInt64 = 1_000_000_000

    /// Whose it is.
    public let owner: Address
    /// What the owner calls it.
    public let nodeID: String
    /// What join material is sealed to.
    public let joinKey: Bytes32
    /// Its seal's token.
    public let token: String

    private let seed: [UInt8]

    /// Stakes, registers and mints a seal, as a new account with what the faucet gives.
    public init(_ number: Int, _ calls: ClusterCalls, _ transactor: Transactor, _ faucet: Faucet) throws {
        let seed = try randomBytes(32)
        let key = try PrivateKey(.ed25519, copying: seed.span)
        let (owner, nodeID) = (Address(key.publicKey), "machine-\(number)")
        let joinKey = try RecipientKey.random().publicKey
        let token = "seal_" + Hex.encode(try randomBytes(32))
        try faucet.give(Self.stake + 1_000_000_000, to: owner)
        var hasher = try SealHasher(clusterId: calls.ids.cluster.raw)
        let text = Array(token.utf8)
        guard hasher.take(text.span) else { fatalError("not a token") }
        let terms = SealTerms(key: SealKey(try hasher.key()), bind: try hasher.bind(to: owner.raw).bytes)
        _ = try transactor.carryOut(
            calls.registerWorker(node: nodeID, joinKey: joinKey.bytes, stake: Self.stake), as: key)
        _ = try transactor.carryOut(calls.createWorkerSeal(terms), as: key)
        (self.seed, self.owner, self.nodeID) = (seed, owner, nodeID)
        (self.joinKey, self.token) = (joinKey, token)
    }

    /// A token for ten minutes that the owner has signed.
    public func signedToken(_ cluster: Address, audience: String) throws -> String {
        let claims = try TokenClaims.make(cluster: cluster, audience: audience, now: .now, lifetime: .seconds(600))
        return SignedToken.text(claims, try sign(claims.message))
    }

    /// The owner's signature of a personal message.
    public func sign(_ message: [UInt8]) throws -> UserSignature {
        try PrivateKey(.ed25519, copying: seed.span).sign(message, intent: .personalMessage)
    }
}
