// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// Digests whose failure is a refusal: without them nothing can be believed.
enum Digest {
    static func sha256(_ bytes: [UInt8]) throws(AttestationRefusal) -> Bytes32 {
        do throws(CryptoError) {
            return try SHA256.digest(of: bytes.span)
        } catch {
            throw AttestationRefusal(.unavailable, "SHA-256")
        }
    }

    /// What a register of zeros holds after it was extended by these bytes.
    static func register(extendedBy bytes: [UInt8]) throws(AttestationRefusal) -> [UInt8] {
        do throws(CryptoError) {
            var hash = try SHA384()
            hash.update(Array(repeating: 0, count: SHA384.digestLength).span)
            return try hash.digest(of: bytes.span)
        } catch {
            throw AttestationRefusal(.unavailable, "SHA-384")
        }
    }
}
