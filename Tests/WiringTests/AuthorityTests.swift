// SPDX-License-Identifier: Apache-2.0
import Testing
import Wiring

@Suite struct AuthorityTests {
    static let refused: [(String, String)] = [
        ("nothing", ""), ("no PEM", "hello"), ("no end", "-----BEGIN CERTIFICATE-----\nAAEC\n"),
        ("no Base64", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"),
        ("an empty one", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"),
        ("a key beside it", Sample.authority + "-----BEGIN PRIVATE KEY-----\nAAEC\n-----END PRIVATE KEY-----\n"),
        ("words beside it", "my certificate\n" + Sample.authority),
    ]

    @Test(arguments: refused) func `refuses authorities`(_ name: String, _ text: String) {
        let wiring = Wiring(Sample.plan(), authorities: Array(text.utf8))
        let refusal = #expect(throws: WiringRefusal.self) { _ = try wiring.files() }
        guard case .authorities? = refusal else {
            Issue.record("\(name): \(String(describing: refusal))")
            return
        }
    }

    @Test func `takes several authorities, as while one follows another`() throws {
        let wiring = Wiring(Sample.plan(), authorities: Array((Sample.authority + "\n" + Sample.authority).utf8))
        #expect(try !wiring.files().isEmpty)
    }
}
