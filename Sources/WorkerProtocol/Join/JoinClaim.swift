// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Kernel
public import SuiLedger
internal import Wire

/// What a machine's owner signs so that the machine may join: which cluster, over which server, with which keys.
///
/// The client builds it from fields of its own, under a domain that no other message has; the nonce alone comes from the server.
public struct JoinClaim: Hashable, Sendable {
    /// What stands first in every claim.
    public static let domain = "k3s-daas/join/v1"
    /// How long a claim is good, by the clock of who signed it.
    public static let lifetime = Duration.milliseconds(lifetimeMilliseconds)
    /// How far two clocks may be apart, in either direction.
    public static let skew = Duration.milliseconds(skewMilliseconds)
    /// The longest claim, in bytes.
    public static let maximumBytes = 512

    static let lifetimeMilliseconds: UInt64 = 2 * 60 * 1000
    static let skewMilliseconds: UInt64 = 60 * 1000

    /// The cluster that is joined.
    public let cluster: Address
    /// Whose machine it is: who signs.
    public let owner: Address
    /// SHA-256 of the SubjectPublicKeyInfo of the key that the server has shown in TLS.
    public let serverKey: Bytes32
    /// The node's id in the contracts: a label.
    public let nodeID: String
    /// The X25519 key that the reply is sealed to.
    public let joinKey: Bytes32
    /// SHA-256 of the node password's text.
    public let passwordDigest: Bytes32
    /// What the server gave out for this claim.
    public let nonce: Bytes32
    /// When it was signed, since 1970.
    public let issuedMilliseconds: UInt64

    /// Puts a claim together; ``check(cluster:serverKey:at:)`` says whether anybody accepts it.
    public init(
        cluster: Address, owner: Address, serverKey: Bytes32, nodeID: String, joinKey: Bytes32, passwordDigest: Bytes32,
        nonce: Bytes32, issuedMilliseconds: UInt64
    ) {
        self.cluster = cluster
        self.owner = owner
        self.serverKey = serverKey
        self.nodeID = nodeID
        self.joinKey = joinKey
        self.passwordDigest = passwordDigest
        self.nonce = nonce
        self.issuedMilliseconds = issuedMilliseconds
    }

    /// What is signed, as a personal message: the claim in BCS, the domain first.
    public var message: [UInt8] {
        var writer = BCSWriter(capacity: 320)
        writer.string(Self.domain)
        writer.address(cluster)
        writer.address(owner)
        writer.bytes32(serverKey)
        writer.string(nodeID)
        writer.bytes32(joinKey)
        writer.bytes32(passwordDigest)
        writer.bytes32(nonce)
        writer.integer(issuedMilliseconds)
        return writer.bytes
    }

    /// Reads a message in its only form.
    public init(message: Span<UInt8>) throws(JoinFault) {
        guard message.count <= Self.maximumBytes else { throw .malformed }
        let claim: JoinClaim?
        do throws(BCSError) { claim = try Self.read(message) } catch { throw .malformed }
        guard let claim else { throw .wrongDomain }
        guard TextForm.isLabel(claim.nodeID) else { throw .malformed }
        self = claim
    }

    /// The claim, or `nil` where the domain is another.
    private static func read(_ message: Span<UInt8>) throws(BCSError) -> JoinClaim? {
        var reader = BCSReader(message)
        guard try reader.string() == domain else { return nil }
        let claim = JoinClaim(
            cluster: try reader.address(), owner: try reader.address(), serverKey: try reader.bytes32(),
            nodeID: try reader.string(), joinKey: try reader.bytes32(), passwordDigest: try reader.bytes32(),
            nonce: try reader.bytes32(), issuedMilliseconds: try reader.integer())
        try reader.finish()
        return claim
    }

    /// Refuses a claim for another cluster, another server or another time; it costs next to nothing, so it is asked before any
    /// signature.
    ///
    /// The time is from ``skew`` before the issue, inclusive, to ``skew`` after ``lifetime``, exclusive.
    public func check(cluster: Address, serverKey: Bytes32, at now: WallTime) throws(JoinFault) {
        guard self.cluster == cluster else { throw .wrongCluster }
        guard self.serverKey == serverKey else { throw .wrongServer }
        let now = UInt64(max(now.nanoseconds, 0)) / 1_000_000
        if issuedMilliseconds > now {
            guard issuedMilliseconds - now <= Self.skewMilliseconds else { throw .notYetValid }
        } else {
            guard now - issuedMilliseconds < Self.lifetimeMilliseconds + Self.skewMilliseconds else { throw .expired }
        }
    }

    /// SHA-256 of the claim's bytes: what a reply is bound to.
    public func digest() throws(CryptoError) -> Bytes32 {
        let message = message
        return try SHA256.digest(of: message.span)
    }
}
