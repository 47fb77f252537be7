// SPDX-License-Identifier: Apache-2.0
import Crypto
import SealAuthN
import TestSupport
import Testing

@Suite struct SealHasherTests {
    @Test func `the vectors are there`() { #expect(SealVector.all.count == 8) }

    // By design: computed by Python's hashlib; the file names the command.
    @Test(arguments: SealVector.all, ["", "seal_"])
    func `keys and bindings are those of the vectors`(_ vector: SealVector, _ prefix: String) throws {
        let (clusterId, owner) = (
            try #require(Bytes32(hex: vector.clusterId)), try #require(Bytes32(hex: vector.owner))
        )
        var hasher = try SealHasher(clusterId: clusterId)
        for _ in 0..<2 {
            let isOurs = hasher.take(Array((prefix + vector.secret).utf8).span)
            let (key, bind) = (try hasher.key(), try hasher.bind(to: owner))
            #expect(isOurs)
            #expect(key.hex == vector.key)
            #expect(bind.hex == vector.bind)
        }
    }

    @Test func `a forgotten token leaves zeros behind`() throws {
        let zeros = try #require(SealVector.all.first { $0.name == "all zeros" })
        var hasher = try SealHasher(clusterId: try #require(Bytes32(hex: zeros.clusterId)))
        _ = hasher.take(Array(SealVector.all[3].secret.utf8).span)
        hasher.forget()
        let (key, bind) = (try hasher.key(), try hasher.bind(to: Bytes32()))
        #expect(key.hex == zeros.key)
        #expect(bind.hex == zeros.bind)
    }

    static let digits = String(repeating: "0a", count: 32)

    static let short = String(digits.dropLast())
    static let foreign: [String] = [
        "", "seal_", short, "\(digits)0", "seal_\(short)", "seal_\(digits)0", digits.uppercased(), "SEAL_\(digits)",
        "seal-\(digits)", "Seal_\(digits)", " \(short)", "\(short)g", "\(short) ", "\(short)\0",
        "0x\(digits.dropLast(2))",
        "é\(digits.dropLast(2))", "seal_seal_\(digits)", "sealsig1.abc.def", String(repeating: "a", count: 4096),
        String(repeating: "a", count: 1 << 20), "%30\(digits.dropLast(3))", "\(digits)\n",
    ]

    @Test(arguments: foreign)
    func `anything that is not a token's form is not ours`(_ token: String) throws {
        var hasher = try SealHasher(clusterId: Bytes32())
        let isOurs = hasher.take(Array(token.utf8).span)
        #expect(!isOurs)
    }
}
