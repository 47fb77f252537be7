// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import Crypto
import Kernel
import Testing

// The bytes: written by hand in Python and signed by its `cryptography` with the seed 01 * 32.
@Suite struct SuccessorStatementTests {
    private static let bytes: [UInt8] = {
        let digits = [
            "82588da600756b33732d646161732f737563636573736f722f7631015820111111111111111111111111111111111111",
            "11111111111111111111111111110207031b0000018bcfe5680004582071717171717171717171717171717171717171",
            "717171717171717171717171710558209999999999999999999999999999999999999999999999999999999999999999",
            "58407a9804a42bd314fc3f358693f8fcb65afacad46cbb16ff141a5bb38ffefa87c2436a472dc97b0a359c5f46925dad",
            "c6b5811dff4629ed0505e652f4f947941902",
        ].joined()
        return Hex.decode(Array(digits.utf8).span, count: digits.utf8.count / 2) ?? []
    }()

    private static func digest(_ byte: UInt8) throws -> Bytes32 {
        let bytes = Array(repeating: byte, count: 32)
        let digest = Bytes32(bytes.span)
        return try #require(digest)
    }

    private static func key(_ seed: UInt8 = 1) throws -> PrivateKey {
        try PrivateKey(.ed25519, copying: Array(repeating: seed, count: 32).span)
    }

    private static func statement() throws -> SuccessorStatement {
        SuccessorStatement(
            cluster: try digest(0x11), sequence: 7, notBefore: 1_700_000_000_000, tls: try digest(0x71),
            recipient: try digest(0x99))
    }

    private static let start = WallTime(seconds: 1_700_000_000)

    private static func refusal(
        _ bytes: [UInt8], seed: UInt8 = 1, cluster: UInt8 = 0x11, after known: UInt64 = 6, at now: WallTime = start
    ) throws -> SuccessorStatement.Refusal? {
        let (key, cluster) = (try key(seed).publicKey, try digest(cluster))
        do throws(SuccessorStatement.Refusal) {
            _ = try SuccessorStatement.verified(
                bytes.span, signingKey: key, cluster: cluster, after: known, at: now)
            return nil
        } catch {
            return error
        }
    }

    @Test func `is written and signed as others would`() throws {
        let key = try Self.key()
        let signed = try Self.statement().signed(by: key)
        #expect(signed == Self.bytes)
    }

    @Test func `the key of the document is believed`() throws {
        let (key, cluster) = (try Self.key().publicKey, try Self.digest(0x11))
        let bytes = Self.bytes
        let read = try SuccessorStatement.verified(
            bytes.span, signingKey: key, cluster: cluster, after: 6, at: Self.start)
        let expected = try Self.statement()
        #expect(read == expected)
    }

    @Test func `another key, another cluster, another order, another time are not`() throws {
        #expect(try Self.refusal(Self.bytes, seed: 2) == .badSignature)
        #expect(try Self.refusal(Self.bytes, cluster: 0x12) == .otherCluster)
        #expect(try Self.refusal(Self.bytes, after: 7) == .superseded)
        let early = WallTime(nanoseconds: Self.start.nanoseconds - 1)
        #expect(try Self.refusal(Self.bytes, at: early) == .early)
        #expect(try Self.refusal(Self.bytes, at: WallTime(nanoseconds: -1)) == .early)
    }

    @Test func `no bit may change, and none be missing or more`() throws {
        for place in Self.bytes.indices {
            for bit in 0..<8 {
                var bytes = Self.bytes
                bytes[place] ^= 1 << bit
                let refusal = try Self.refusal(bytes)
                #expect(refusal == .malformed || refusal == .badSignature, "byte \(place)")
            }
            #expect(try Self.refusal(Array(Self.bytes[..<place])) == .malformed)
        }
        #expect(try Self.refusal(Self.bytes + [0]) == .malformed)
        #expect(try Self.refusal([0x9f] + Self.bytes.dropFirst() + [0xff]) == .malformed)
    }

    // The same entries and a right signature, in a form that is not ours: sequence 0, and a key of P-256.
    @Test func `a first number and a signing key of another kind do not exist`() throws {
        var zeroth = try Self.statement()
        zeroth.sequence = 0
        let key = try Self.key()
        let signed = try zeroth.signed(by: key)
        #expect(try Self.refusal(signed, after: 0) == .malformed)
        let other = try PrivateKey(.secp256r1, copying: Array(repeating: 1, count: 32).span)
        let statement = try Self.statement()
        #expect(throws: CryptoError.self) { _ = try statement.signed(by: other) }
    }

    @Test func `the longest is read`() throws {
        var longest = try Self.statement()
        (longest.sequence, longest.notBefore) = (.max, 1 << 32)
        let key = try Self.key()
        let signed = try longest.signed(by: key)
        #expect(signed.count <= SuccessorStatement.maximumLength)
        #expect(try Self.refusal(signed, after: .max - 1) == nil)
    }
}
