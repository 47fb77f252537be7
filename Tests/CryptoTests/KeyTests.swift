// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Testing

// Expected values: Python's `cryptography` 48 over its own OpenSSL; the private key is SHA-256("k3s-daas test key"), the ECDSA
// signatures those of RFC 6979 with the smaller s.
@Suite struct KeyTests {
    struct Vector: CustomTestStringConvertible, Sendable {
        let curve: Curve
        let publicKey: String
        let signature: String
        /// The other s that would verify as well.
        let large: String?

        var testDescription: String { curve.rawValue }
    }

    static let secret = "3d4d8241e18b25cacdf645327ca4dba159eea3ec7423df14562fb553122933db"
    static let message = Array("k3s-daas: a message".utf8)

    static let vectors = [
        Vector(
            curve: .ed25519, publicKey: "7a6bb343c1d63f1c01af53afa5c8a9499898a3046062d430b37e35a467369d58",
            signature: "ef21f00844274ff6e4537eb81b93e3d1437ff5cf62c47afb6b55b74490399a08"
                + "d1272c0ac59c0c48593effccc69cecd1306f46f3011b3966c6f6c1404b36640d",
            large: nil),
        Vector(
            curve: .secp256k1, publicKey: "033b6098cf7e1271249beeebb6a44e922ce2019e848a4b252b7607918a9f0fe568",
            signature: "f4f42084121bb4301e0a45df2c36936bac67a0cd3e554f0df91dc73170f69bec"
                + "1582b3b1326bd97cb4602c6e3cf821f00a5341625b8619bef96e6681518c4894",
            large: "ea7d4c4ecd9426834b9fd391c307de0eb05b9b8453c2867cc663f80b7ea9f8ad"),
        Vector(
            curve: .secp256r1, publicKey: "0371d75b39338316af15de7c2ace5697358b182d6afd653461f438037de4e67bf1",
            signature: "e1edb7767534c305f978c1af2a7261342c1853f09df235a0ec85e5af6f816666"
                + "420fedd65b6c51c88b25cacb7d78efacf0398627a0f1c0e054552dae2e5519f3",
            large: "bdf01228a493ae3874da353482871052ccad74860625dda49f649d14ce0e0b5e"),
    ]

    private static func bytes(_ hex: String) throws -> [UInt8] {
        let digits = Array(hex.utf8)
        let bytes = Hex.decode(digits.span, count: digits.count / 2)
        return try #require(bytes)
    }

    private static func randomPublicKey(_ curve: Curve) throws -> PublicKey {
        let key = try PrivateKey.random(curve)
        return key.publicKey
    }

    /// A private key cannot leave a test's macro.
    private static func curve(_ curve: Curve, _ bytes: [UInt8]) throws -> Curve {
        let key = try PrivateKey(curve, copying: bytes.span)
        return key.curve
    }

    @Test(arguments: vectors) func `a key has its other half`(_ vector: Vector) throws {
        let secret = try Self.bytes(Self.secret)
        let key = try PrivateKey(vector.curve, copying: secret.span)
        let publicKey = key.publicKey
        #expect(Hex.encode(publicKey.bytes) == vector.publicKey)
        let kept = key.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        #expect(kept == secret)
    }

    @Test(arguments: vectors) func `a signature of another implementation is valid`(_ vector: Vector) throws {
        let bytes = try Self.bytes(vector.publicKey)
        let key = try #require(PublicKey(vector.curve, bytes))
        let signature = try Self.bytes(vector.signature)
        #expect(key.isValid(signature, over: Self.message))
        #expect(!key.isValid(signature, over: Array("k3s-daas: a massage".utf8)))
    }

    @Test(arguments: vectors) func `a signature with any bit changed is not`(_ vector: Vector) throws {
        let bytes = try Self.bytes(vector.publicKey)
        let key = try #require(PublicKey(vector.curve, bytes))
        let signature = try Self.bytes(vector.signature)
        for bit in stride(from: 0, to: signature.count * 8, by: 7) {
            var changed = signature
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.isValid(changed, over: Self.message))
        }
    }

    @Test(arguments: vectors) func `a signature has one form`(_ vector: Vector) throws {
        let bytes = try Self.bytes(vector.publicKey)
        let key = try #require(PublicKey(vector.curve, bytes))
        let signature = try Self.bytes(vector.signature)
        #expect(!key.isValid(Array(signature.dropLast()), over: Self.message))
        #expect(!key.isValid(signature + [0], over: Self.message))
        #expect(!key.isValid([], over: Self.message))
        #expect(!key.isValid(Array(repeating: 0, count: 64), over: Self.message))
        if let large = vector.large {
            let other = try Array(signature[..<32]) + Self.bytes(large)
            #expect(!key.isValid(other, over: Self.message))
        }
    }

    @Test(arguments: vectors) func `what it signs is valid, also where there is nothing to sign`(
        _ vector: Vector
    ) throws {
        let secret = try Self.bytes(Self.secret)
        let key = try PrivateKey(vector.curve, copying: secret.span)
        let publicKey = key.publicKey
        for message in [[], Self.message, Array(repeating: 7, count: 100_000)] as [[UInt8]] {
            // The nonce of ECDSA is random: an s that was too large half of the time would show.
            for _ in 0..<8 {
                let signature = try key.sign(message)
                #expect(publicKey.isValid(signature, over: message))
            }
        }
        if vector.curve == .ed25519 {
            let signature = try key.sign(Self.message)
            let expected = try Self.bytes(vector.signature)
            #expect(signature == expected)
        }
    }

    @Test(arguments: Curve.allCases) func `what is no point checks nothing`(_ curve: Curve) throws {
        #expect(PublicKey(curve, Array(repeating: 2, count: curve.publicKeyLength - 1)) == nil)
        #expect(PublicKey(curve, Array(repeating: 2, count: curve.publicKeyLength + 1)) == nil)
        for byte: UInt8 in [0, 4, 0xff] {
            let key = try #require(PublicKey(curve, Array(repeating: byte, count: curve.publicKeyLength)))
            #expect(!key.isValid(Array(repeating: 1, count: 64), over: Self.message))
        }
    }

    @Test(arguments: [Curve.secp256k1, .secp256r1]) func `a number outside of the order is no key`(_ curve: Curve) {
        for bytes in [Array(repeating: 0, count: 32), Array(repeating: 0xff, count: 32)] as [[UInt8]] {
            #expect(throws: CryptoError(.invalidKey)) { try Self.curve(curve, bytes) }
        }
    }

    @Test(arguments: Curve.allCases) func `random keys differ`(_ curve: Curve) throws {
        let first = try Self.randomPublicKey(curve)
        let second = try Self.randomPublicKey(curve)
        #expect(first != second)
        #expect(throws: CryptoError(.invalidKey)) { try Self.curve(curve, [1, 2, 3]) }
    }
}
