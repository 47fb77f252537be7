// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Kernel
import SuiLedger
import Testing

@testable import SealAuthN

/// The people of the model, and all tokens that they will ever have: made once, because hashes and signatures cost more than steps.
struct ModelTokens: Sendable {
    static let cluster = Address(7)
    static let owners = 4
    static let slots = 48
    /// When worlds begin, in milliseconds since 1970.
    static let start: UInt64 = 1_800_000_000_000
    /// Signed tokens live for a quarter of an hour: each owner has one for each.
    static let quarters = 10
    static let quarter: UInt64 = 15 * 60 * 1000

    let addresses: [Address]
    /// Signed tokens by owner and quarter of an hour.
    let signed: [[[UInt8]]]
    /// Seal tokens by slot.
    let seals: [[UInt8]]
    let keys: [SealKey]
    /// What ties each slot's secret to each owner.
    let binds: [[Bytes32]]
    let slotOfKey: [SealKey: Int]
    let ownerOfAddress: [Address: Int]

    static let all: ModelTokens? = try? ModelTokens()

    private init() throws {
        var (addresses, signed): ([Address], [[[UInt8]]]) = ([], [])
        for owner in 0..<Self.owners {
            let key = try PrivateKey(.ed25519, copying: Array(repeating: UInt8(owner + 1), count: 32).span)
            var texts: [[UInt8]] = []
            for quarter in 0..<Self.quarters {
                let issued = Self.start + UInt64(quarter) * Self.quarter
                let claims = TokenClaims(
                    cluster: Self.cluster, audience: "k3s", issuedMilliseconds: issued,
                    expiresMilliseconds: issued + Self.quarter, salt: UInt128(quarter))
                let signature = try key.sign(claims.message, intent: .personalMessage)
                if texts.isEmpty { addresses.append(signature.signer) }
                texts.append(Array(SignedToken.text(claims, signature).utf8))
            }
            signed.append(texts)
        }
        var hasher = try SealHasher(clusterId: Self.cluster.raw)
        var (seals, keys, binds): ([[UInt8]], [SealKey], [[Bytes32]]) = ([], [], [])
        for slot in 0..<Self.slots {
            let text = Array("seal_\(Hex.encode(Array(repeating: UInt8(slot + 1), count: SealToken.secretBytes)))".utf8)
            let isTaken = hasher.take(text.span)
            try #require(isTaken)
            seals.append(text)
            keys.append(SealKey(try hasher.key()))
            var row: [Bytes32] = []
            for address in addresses { row.append(try hasher.bind(to: address.raw)) }
            binds.append(row)
        }
        self.addresses = addresses
        self.signed = signed
        self.seals = seals
        self.keys = keys
        self.binds = binds
        slotOfKey = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
        ownerOfAddress = Dictionary(uniqueKeysWithValues: zip(addresses, addresses.indices))
    }
}
