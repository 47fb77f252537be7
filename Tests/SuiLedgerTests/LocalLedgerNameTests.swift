// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import Testing

@Suite struct LocalLedgerNameTests {
    @Test func `a local ledger's chain is known by its name, and two of them are two`() throws {
        let seeds = try (0..<4).map { _ in try Bytes32.random() }
        let names = seeds.map { Digest.localLedger($0) }
        #expect(names.allSatisfy(\.isLocalLedger) && Set(names).count == 4)
        // GraphQL knows the first four bytes of a name alone.
        #expect(Set(names.map { $0.raw.hex.prefix(8) }).count == 4)
        #expect(Set(names.map(\.description)).count == 4)
    }

    // The networks' chains, as their first checkpoints are called.
    @Test(arguments: ["4btiuiMPvEENsttpZC7CZ53DruC3MAgfznDbASZ7DR6S", "69WiPg3DAQiwdxfncX6wYQ2siKwAe6L9BZthQea3JNMD"])
    func `no network's chain is one`(_ name: String) throws {
        let digest = try #require(Digest(name))
        #expect(!digest.isLocalLedger)
    }
}
