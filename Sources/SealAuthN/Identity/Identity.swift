// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// Who a token is: what an apiserver is told is made of these values and of nothing else.
///
/// There is no text in it that somebody chose, but for the words that narrow a seal, which are shown and decide nothing.
public struct Identity: Hashable, Sendable {
    /// The address that the stake is locked under.
    public var owner: Bytes32
    /// The seal's id; `nil` for a signed token, which has none.
    public var seal: Bytes32?
    /// What the stake makes of the owner.
    public var tier: Tier
    /// The stake that counts for the tier, in MIST.
    public var stake: UInt64
    /// What narrows the tier; empty for all of it.
    public var permissions: [String]
    /// The namespaces that it is narrowed to; empty for all.
    public var namespaces: [String]
    /// The first epoch in which the seal is worth nothing.
    public var expiresEpoch: UInt64?

    /// Puts one together.
    public init(
        owner: Bytes32, seal: Bytes32?, tier: Tier, stake: UInt64, permissions: [String] = [],
        namespaces: [String] = [],
        expiresEpoch: UInt64? = nil
    ) {
        self.owner = owner
        self.seal = seal
        self.tier = tier
        self.stake = stake
        self.permissions = permissions
        self.namespaces = namespaces
        self.expiresEpoch = expiresEpoch
    }

    /// What an apiserver tells identities apart by, beside the name.
    public var uid: Bytes32 { seal ?? owner }

    /// Whether less than the tier's rights are meant: such an identity is not in its tier's group.
    public var isLimited: Bool { !permissions.isEmpty || !namespaces.isEmpty }

    /// `sui:0x<64 hex>`: never anything that a user chose.
    public var username: String { "sui:0x" + owner.hex }
}
