// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import Crypto
import Testing

// Expected values: Python's hashlib over the bytes written out below, as the layout says.
@Suite struct EnclaveCommitmentTests {
    private static func digest(_ byte: UInt8) -> [UInt8] { Array(repeating: byte, count: 32) }

    private static let userData: [UInt8] =
        [0xa5, 0, 1, 1, 0x58, 0x20] + digest(0x11) + [2, 0x58, 0x20] + digest(0x22) + [3, 0x58, 0x20] + digest(0x33)
        + [4, 0x58, 0x20] + digest(0x44)

    private static func commitment() throws -> EnclaveCommitment {
        func value(_ byte: UInt8) throws -> Bytes32 {
            let value = Bytes32(digest(byte).span)
            return try #require(value)
        }
        return EnclaveCommitment(
            tls: try value(0x11), signing: try value(0x22), recipient: try value(0x33), config: try value(0x44))
    }

    @Test func `is written as the contract reads it`() throws {
        let commitment = try Self.commitment()
        #expect(commitment.userData == Self.userData)
        let read = EnclaveCommitment(userData: Self.userData.span)
        #expect(read == commitment)
    }

    @Test func `measures itself under its domain`() throws {
        let commitment = try Self.commitment()
        #expect(
            Hex.encode(try commitment.pcr16Extension())
                == "d9781bad913c2d9254008f723096f587d466fab80b0b79f90b1bf10d867cd0a40bd5b06ef5d7e5a9257b7e1cbd0050e7")
        #expect(
            Hex.encode(try commitment.pcr16())
                == "68e02cb50df0d6f946c7fb036c430c0754587e7ae556be081e85d588eac7057afb389460594642d4dbba28c33a362735")
    }

    @Test func `no other bytes are a commitment`() {
        let good = Self.userData
        let digests = Set((0..<4).flatMap { index in (6 + 35 * index)..<(38 + 35 * index) })
        for place in good.indices where !digests.contains(place) {
            var bytes = good
            bytes[place] ^= 1
            let read = EnclaveCommitment(userData: bytes.span)
            #expect(read == nil)
        }
        for bytes in [[], Array(good.dropLast()), good + [0], [0xbf] + good.dropFirst() + [0xff]] {
            let read = EnclaveCommitment(userData: bytes.span)
            #expect(read == nil)
        }
    }
}
