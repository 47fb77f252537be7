// SPDX-License-Identifier: Apache-2.0
import DevLedger
import Kernel
import SuiLedger
import Testing

@testable import SealController

/// The contract's anchor, on a local ledger behind HTTP.
@Suite(.timeLimit(.minutes(10))) struct AnchorLedgerTests {
    static func state(_ ledger: JoinLedger) throws -> AnchorState {
        let questions = ClusterQuestions(ledger.ids, types: ledger.node.identity.package)
        let entry = try #require(try ledger.nodes.ask(questions.anchor).value)
        return try #require(questions.anchor(entry))
    }

    static func root(_ sequence: UInt64, _ ledger: JoinLedger) throws -> AuditRoot? {
        let questions = ClusterQuestions(ledger.ids, types: ledger.node.identity.package)
        let question = questions.root(sequence, in: try state(ledger).roots)
        return try ledger.nodes.ask(question).value.map { try ClusterQuestions.root($0) }
    }

    @Test func `what is anchored is found under its number, and only upwards`() throws {
        let ledger = try JoinLedger(registers: false)
        let (wallet, calls) = (ledger.wallet, ledger.calls)
        let none = try Self.state(ledger)
        #expect(none.sequence == 0 && none.size == 0)
        #expect(try Self.root(1, ledger) == nil)
        let hash = [UInt8](repeating: 0xAB, count: 32)
        _ = try wallet.carryOut { calls.anchor(3, size: 3, hash: hash, cap: $0) }
        let some = try Self.state(ledger)
        #expect(some.sequence == 3 && some.size == 3 && some.roots == none.roots)
        let root = try #require(try Self.root(3, ledger))
        #expect(root.size == 3 && root.hash == hash && root.atMilliseconds > 0)
        // The same number, a smaller tree, a hash that is none: numbers of `audit_anchor`'s errors.
        for (sequence, size, length, code) in [(3, 4, 32, 3), (4, 2, 32, 4), (4, 4, 31, 5)]
            as [(UInt64, UInt64, Int, UInt64)]
        {
            do throws(OperatorWallet.Failure) {
                _ = try wallet.carryOut {
                    calls.anchor(sequence, size: size, hash: Array(hash.prefix(length)), cap: $0)
                }
                Issue.record("it was anchored")
            } catch {
                guard case .send(.refused(let failure)) = error else {
                    Issue.record("another failure")
                    continue
                }
                #expect(failure.abort?.module == "audit_anchor" && failure.abort?.code == code)
            }
        }
        #expect(try Self.state(ledger) == some)
    }
}
