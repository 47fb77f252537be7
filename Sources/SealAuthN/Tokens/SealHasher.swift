// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto

/// Computes what a ledger knows of a token: its key and its binding to an owner.
///
/// key = SHA-256("k3s-daas/seal/v1" ‖ cluster id ‖ secret),
/// bind = SHA-256("k3s-daas/seal-owner/v1" ‖ owner ‖ secret).
///
/// One per thread. Both messages stand ready in guarded memory; only the secret changes, and it is wiped as soon
/// as the token is decided.
public struct SealHasher: ~Copyable, Sendable {
    private static let keyDomain = Array("k3s-daas/seal/v1".utf8)
    private static let bindDomain = Array("k3s-daas/seal-owner/v1".utf8)

    private var hash: SHA256
    private var keyMessage: Secret
    private var bindMessage: Secret

    /// Gets ready for the tokens of one cluster.
    public init(clusterId: Bytes32) throws(CryptoError) {
        let hash = try SHA256()
        var keyMessage = try Secret(count: Self.keyDomain.count + Bytes32.count + SealToken.secretBytes)
        var bindMessage = try Secret(count: Self.bindDomain.count + Bytes32.count + SealToken.secretBytes)
        Self.put(Self.keyDomain.span, into: &keyMessage, at: 0)
        clusterId.withBytes { Self.put($0, into: &keyMessage, at: Self.keyDomain.count) }
        Self.put(Self.bindDomain.span, into: &bindMessage, at: 0)
        self.hash = hash
        self.keyMessage = keyMessage
        self.bindMessage = bindMessage
    }

    /// Takes a token in; `false` if it has not the form of one, at the price of a glance.
    public mutating func take(_ token: Span<UInt8>) -> Bool {
        guard let digits = SealToken.body(of: token) else { return false }
        guard Self.decode(digits, into: &keyMessage, at: Self.keyDomain.count + Bytes32.count) else {
            forget()
            return false
        }
        let offset = Self.bindDomain.count + Bytes32.count
        keyMessage.withBytes { message in
            Self.put(message.extracting(last: SealToken.secretBytes), into: &bindMessage, at: offset)
        }
        return true
    }

    /// What the ledger lists the token under.
    public mutating func key() throws(CryptoError) -> Bytes32 {
        keyMessage.withBytes { hash.update($0) }
        return try hash.finish()
    }

    /// What ties the token to `owner`.
    public mutating func bind(to owner: Bytes32) throws(CryptoError) -> Bytes32 {
        owner.withBytes { Self.put($0, into: &bindMessage, at: Self.bindDomain.count) }
        bindMessage.withBytes { hash.update($0) }
        return try hash.finish()
    }

    /// Whether the token is of `owner`, as `bind` on the ledger says; in a time that does not depend on it.
    public mutating func isBound(to owner: Bytes32, _ bind: Bytes32) -> Bool {
        do throws(CryptoError) { return constantTimeEqual(try self.bind(to: owner), bind) } catch { return false }
    }

    /// Forgets the token.
    public mutating func forget() {
        keyMessage.withMutableBytes { Self.zero(&$0, from: Self.keyDomain.count + Bytes32.count) }
        bindMessage.withMutableBytes { Self.zero(&$0, from: Self.bindDomain.count + Bytes32.count) }
    }

    private static func put(_ bytes: Span<UInt8>, into message: inout Secret, at offset: Int) {
        message.withMutableBytes { room in
            precondition(
                offset >= 0 && bytes.count <= room.count - offset, "SealHasher: a part is longer than its message")
            for index in 0..<bytes.count { unsafe room[unchecked: offset &+ index] = bytes[unchecked: index] }
        }
    }

    /// Decodes all digits, in a time that does not depend on them.
    ///
    /// It is `false` if one is none.
    private static func decode(_ digits: Span<UInt8>, into message: inout Secret, at offset: Int) -> Bool {
        message.withMutableBytes { room in
            let count = SealToken.secretBytes
            precondition(
                digits.count == 2 * count && offset >= 0 && count <= room.count - offset,
                "SealHasher: a secret is not as long as its place")
            // Without checks on the way, many digits are looked at at a time.
            var seen: UInt8 = 0
            for index in 0..<count {
                let high = Hex.raw(unsafe digits[unchecked: 2 &* index])
                let low = Hex.raw(unsafe digits[unchecked: 2 &* index &+ 1])
                seen |= high | low
                unsafe room[unchecked: offset &+ index] = high << 4 | low & 15
            }
            return seen < 16
        }
    }

    // The memory outlives the call, so no optimiser may take these writes for dead ones.
    private static func zero(_ room: inout MutableSpan<UInt8>, from offset: Int) {
        for index in offset..<room.count { room[index] = 0 }
    }
}
