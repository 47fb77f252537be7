// SPDX-License-Identifier: Apache-2.0
import Configuration
import DevLedger
import SuiLedger
import TestSupport
import Testing

@testable import SealCommands

@Suite struct RefusalsTests {
    /// The errors of the contracts, as they are read from their sources.
    private static func errors() throws -> [Abort] {
        try Tree.vectors("contracts.json")["errors"].members.flatMap { module, names in
            names.members.keys.map { Abort(module, $0) }
        }
    }

    @Test func `there are words for every error of the contracts`() throws {
        let errors = try Self.errors()
        #expect(errors.count > 100)
        for error in errors { #expect(Refusals.sentence(of: error)?.isEmpty == false, "\(error)") }
    }

    @Test func `an error of a newer contract is still named`() {
        #expect(Refusals.sentence(of: Abort("staking", "ENewer")) == nil)
        #expect(Refusals.sentence(of: Abort("newer", "EWorkerBusy")) == nil)
    }

    @Test func `what is advised is something that can be said`() throws {
        let flags = Set(Sealctl.table.all.flatMap { $0.allSettings.map(\.flag) })
        for error in try Self.errors() {
            let words = (Refusals.sentence(of: error) ?? "").split { " `:,".contains($0) }
            for flag in words where flag.hasPrefix("--") && flag.count > 2 {
                #expect(flags.contains(String(flag)) || flag == "--help", "\(error): \(flag)")
            }
        }
        // A stake for a node is called otherwise than a node to ask.
        #expect(Refusals.sentence(of: Abort("worker_registry", "EStakeTooLow"))?.contains("--node-name NAME") == true)
    }
}
