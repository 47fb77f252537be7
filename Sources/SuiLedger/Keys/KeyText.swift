// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto

/// How other wallets write a private key.
public enum KeyText {
    private static let prefix = "suiprivkey"

    /// Reads `suiprivkey1…`, or the Base64 of Sui's keystore file.
    ///
    /// The text itself is the caller's to wipe, as far as a text can be.
    public static func read(_ text: String) throws(CryptoError) -> PrivateKey {
        guard let bytes = Bech32.decode(text, prefix: prefix) ?? Base64.decode(text) else {
            throw CryptoError(.invalidKey)
        }
        return try key(bytes)
    }

    /// Reads an entry of Sui's keystore file; wiping `entry` is the caller's part.
    public static func read(keystoreEntry entry: Span<UInt8>) throws(CryptoError) -> PrivateKey {
        guard let bytes = Base64.decode(entry) else { throw CryptoError(.invalidKey) }
        return try key(bytes)
    }

    /// `suiprivkey1…`: everybody who sees it owns what the key owns.
    public static func bech32(_ key: borrowing PrivateKey) -> String {
        withFlagged(key) { Bech32.encode($0, prefix: prefix) }
    }

    /// An entry of Sui's keystore file.
    public static func keystoreEntry(_ key: borrowing PrivateKey) -> String { withFlagged(key) { Base64.encode($0) } }

    /// A key from its flag and its 32 bytes, which are wiped.
    private static func key(_ bytes: consuming [UInt8]) throws(CryptoError) -> PrivateKey {
        defer { wipe(&bytes) }
        guard bytes.count == 1 + Curve.privateKeyLength, let curve = SignatureScheme(rawValue: bytes[0])?.curve else {
            throw CryptoError(.invalidKey)
        }
        return try PrivateKey(curve, copying: bytes.span.extracting(droppingFirst: 1))
    }

    private static func withFlagged(_ key: borrowing PrivateKey, _ body: ([UInt8]) -> String) -> String {
        var bytes = [SignatureScheme(key.curve).rawValue]
        bytes.reserveCapacity(1 + Curve.privateKeyLength)
        key.withBytes { secret in for index in secret.indices { bytes.append(secret[index]) } }
        defer { wipe(&bytes) }
        return body(bytes)
    }

    /// Overwrites bytes that nobody else holds.
    static func wipe(_ bytes: inout [UInt8]) { for index in bytes.indices { bytes[index] = 0 } }
}
