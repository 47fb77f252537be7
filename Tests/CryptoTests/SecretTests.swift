// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Crypto

@Suite struct SecretTests {
    @Test func `holds what it was given`() throws {
        let secret = try Secret(copying: [1, 2, 3].span)
        let copy = secret.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        #expect(copy == [1, 2, 3])
        #expect(secret.count == 3)
    }

    @Test func `starts as zeros and is wiped to zeros`() throws {
        var secret = try Secret(count: 64)
        let before = secret.withBytes { bytes in bytes.indices.allSatisfy { bytes[$0] == 0 } }
        #expect(before)
        secret.withMutableBytes { bytes in
            for index in bytes.indices { bytes[index] = 7 }
        }
        secret.wipe()
        let after = secret.withBytes { bytes in bytes.indices.allSatisfy { bytes[$0] == 0 } }
        #expect(after)
    }

    @Test func `a length that no memory has is an error`() {
        #expect(throws: CryptoError(.outOfMemory)) {
            let secret = try Secret(count: .max)
            _ = secret.count
        }
        #expect(throws: CryptoError(.outOfMemory)) {
            let secret = try Secret(count: -1)
            _ = secret.count
        }
    }

    @Test func `two random secrets differ`() throws {
        let one = try Secret.random(count: 32)
        let other = try Secret.random(count: 32)
        let isEqual = one.withBytes { one in other.withBytes { constantTimeEqual(one, $0) } }
        #expect(!isEqual)
    }

    // getentropy gives at most 256 bytes at once; each portion must be filled.
    @Test(arguments: [0, 1, 255, 256, 257, 512, 1000])
    func `random bytes fill all that was asked for`(_ count: Int) throws {
        let bytes = try randomBytes(count)
        #expect(bytes.count == count)
        // 32 zeros in a row are as likely as a guessed key.
        for start in stride(from: 0, to: max(0, count - 31), by: 32) {
            #expect(bytes[start..<start + 32].contains { $0 != 0 })
        }
    }
}
