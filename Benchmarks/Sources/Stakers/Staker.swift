// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import LocalCluster
import SealAuthN
import SuiLedger

/// Somebody with a stake, a seal and its token.
struct Staker {
    /// What makes a viewer, a developer, an admin and a super.
    static let stakes: [(tier: String, amount: UInt64)] = [
        ("viewer", 500_000_000), ("developer", 2_000_000_000), ("admin", 5_000_000_000), ("super", 10_000_000_000),
    ]

    let tier: String
    let owner: Address
    let token: String

    private let seed: [UInt8]

    /// Stakes and mints, as a new account with what the faucet gives; the tiers take turns.
    init(_ number: Int, _ calls: ClusterCalls, _ transactor: Transactor, _ faucet: Faucet) throws {
        let seed = try randomBytes(32)
        let key = try PrivateKey(.ed25519, copying: seed.span)
        let stake = Self.stakes[number % Self.stakes.count]
        (self.seed, tier, owner) = (seed, stake.tier, Address(key.publicKey))
        try faucet.give(stake.amount + 1_000_000_000, to: owner)
        token = "seal_" + (try randomBytes(32)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var hasher = try SealHasher(clusterId: calls.ids.cluster.raw)
        let text = Array(token.utf8)
        guard hasher.take(text.span) else { fatalError("not a token") }
        let terms = SealTerms(key: SealKey(try hasher.key()), bind: try hasher.bind(to: owner.raw).bytes)
        _ = try transactor.carryOut(calls.stakeAndMintSeal(stake.amount, terms), as: key)
    }

    /// A signed token for ten minutes; `isForged` has a signature that somebody else made of it.
    func signedToken(_ cluster: Address, audience: String, isForged: Bool) throws -> String {
        let claims = try TokenClaims.make(
            cluster: cluster, audience: audience, now: .now, lifetime: .seconds(600))
        let key = try PrivateKey(.ed25519, copying: seed.span)
        var signature = try key.sign(claims.message, intent: .personalMessage)
        if isForged {
            // The scheme, 64 bytes of signature, the key that it is said to be by.
            var bytes = signature.bytes
            bytes[33] ^= 1
            signature = try UserSignature(bytes)
        }
        return SignedToken.text(claims, signature)
    }
}
