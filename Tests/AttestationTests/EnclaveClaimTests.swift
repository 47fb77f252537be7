// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import Crypto
import Testing

// Signatures that contracts/tests/enclave_registry_tests.move has the contract accept; OpenSSL made them, and the cluster is
// the first object of a test scenario (contracts/tools/enclaves.py).
@Suite struct EnclaveClaimTests {
    private static let cluster = Bytes32(hex: "d726ecf6f7036ee3557cd6c7b93a49b231070e8eecada9cfa157e40e3f02e5d3")

    private static func key(_ seed: UInt8) throws -> PrivateKey {
        try PrivateKey(.ed25519, copying: Array(repeating: seed, count: 32).span)
    }

    static let registrations: [(UInt8, String, String)] = [
        (
            1, "https://enclave-1.example:8443",
            "8c46688008f94aca91be3be908835827ef6b3ec6b80cafb5da4c7e4238a64865"
                + "29f73571df8ffd4ff319599363882933478f848337400ae758130885982cc309"
        ),
        (
            3, "https://enclave-3.example",
            "566a5e07260c684dc50906db78b38c57922a14c28d45b10037329b7b1d0cf97e"
                + "28d304907e58175880c60059134b1e9ec232eb2d5093cb2e0583615c17abb201"
        ),
    ]

    @Test(arguments: registrations)
    func `registers an enclave as the contract reads it`(_ seed: UInt8, _ endpoint: String, _ signature: String) throws
    {
        let cluster = try #require(Self.cluster)
        let erin = try #require(Bytes32(hex: String(repeating: "0", count: 60) + "e414"))
        let claim = EnclaveClaim(cluster: cluster, registrant: erin, endpoint: endpoint)
        let key = try Self.key(seed)
        let signed = try key.sign(claim.bytes)
        #expect(Hex.encode(signed) == signature)
        let other = try Self.key(seed + 1)
        #expect(claim.isSigned(signed, by: key.publicKey))
        #expect(!claim.isSigned(signed, by: other.publicKey))
    }
}
