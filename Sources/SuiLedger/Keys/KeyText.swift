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
        guard var bytes = Bech32.decode(text, prefix: prefix) ?? Base64.decode(text) else {
            throw CryptoError(.invalidKey)
        }
        defer { for index in bytes.indices { bytes[index] = 0 } }
        guard bytes.count == 1 + Curve.privateKeyLength, let curve = SignatureScheme(rawValue: bytes[0])?.curve else {
            throw CryptoError(.invalidKey)
        }
        return try PrivateKey(curve, copying: bytes.span.extracting(droppingFirst: 1))
    }

    /// `suiprivkey1…`: everybody who sees it owns what the key owns.
    public static func bech32(_ key: borrowing PrivateKey) -> String { Bech32.encode(flagged(key), prefix: prefix) }

    /// An entry of Sui's keystore file.
    public static func keystoreEntry(_ key: borrowing PrivateKey) -> String { Base64.encode(flagged(key)) }

    private static func flagged(_ key: borrowing PrivateKey) -> [UInt8] {
        let flag = SignatureScheme(key.curve).rawValue
        return key.withBytes { bytes in [flag] + bytes.indices.map { bytes[$0] } }
    }
}
