// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite struct ScenarioTests {
    /// The table that the Move tests spell out: what passes here and in the Move VM is the same.
    @Test(arguments: ScenarioPlayer.names) func `the local ledger does what the contracts do`(_ name: String) throws {
        try ScenarioPlayer().play(name)
    }

    @Test func `there are scenarios`() { #expect(ScenarioPlayer.names.count >= 60) }
}
