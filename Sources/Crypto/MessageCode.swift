// SPDX-License-Identifier: Apache-2.0

/// HMAC-SHA-256 of RFC 2104: what only the owner of a key can write beside a message.
public enum MessageCode {
    /// The code of a message; compare it with ``constantTimeEqual(_:_:)-(Bytes32,_)`` alone.
    public static func code(_ key: borrowing Secret, _ message: [UInt8]) throws(CryptoError) -> Bytes32 {
        let none: [UInt8] = []
        let code = try key.withBytes { key throws(CryptoError) in
            try HKDF.extract(salt: key, message, none.span)
        }
        return code.withBytes { Bytes32($0) } ?? Bytes32()
    }
}
