// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Testing

@Suite struct ScryptTests {
    struct Vector: Sendable {
        let password, salt: String
        let cost: UInt64
        let blockSize, parallelism: UInt32
        let key: String
    }

    // RFC 7914 §12.
    static let vectors = [
        Vector(
            password: "", salt: "", cost: 16, blockSize: 1, parallelism: 1,
            key: "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"),
        Vector(
            password: "password", salt: "NaCl", cost: 1024, blockSize: 8, parallelism: 16,
            key: "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"),
    ]
    @Test(arguments: vectors) func `a key is the RFC's`(_ vector: Vector) throws {
        let (password, salt) = (Array(vector.password.utf8), Array(vector.salt.utf8))
        let key = try Scrypt.key(
            password: password.span, salt: salt.span, cost: vector.cost, blockSize: vector.blockSize,
            parallelism: vector.parallelism, count: 64)
        let bytes = key.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        #expect(Hex.encode(bytes) == vector.key)
    }

    // 128 × r × N bytes.
    static let costs: [(UInt64, UInt32, Bool)] = [
        (1 << 15, 16, true), (1 << 16, 8, true), (1 << 16, 9, false), (1 << 63, 8, false), (3, 8, false),
    ]
    @Test(arguments: costs) func `what takes too much, or is no cost, is refused`(_ cost: (UInt64, UInt32, Bool)) {
        let (password, salt) = ([UInt8](), [UInt8]())
        func run() throws(CryptoError) {
            _ = try Scrypt.key(
                password: password.span, salt: salt.span, cost: cost.0, blockSize: cost.1, parallelism: 1, count: 32)
        }
        if cost.2 {
            #expect(throws: Never.self) { try run() }
        } else {
            #expect(throws: CryptoError(.outOfMemory)) { try run() }
        }
    }
}

@Suite struct MessageCodeTests {
    // RFC 4231 §4.2, §4.3 and §4.7: a key of 20 bytes, one shorter than a word, one longer than a block.
    static let vectors: [([UInt8], String, String)] = [
        (
            Array(repeating: 0x0b, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            Array(repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ]
    @Test(arguments: vectors.indices) func `a code is the RFC's`(_ index: Int) throws {
        let (key, message, code) = Self.vectors[index]
        let secret = try Secret(copying: key.span)
        let made = try MessageCode.code(secret, Array(message.utf8))
        #expect(made.hex == code)
    }
}
