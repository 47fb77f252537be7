// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import DevLedger

/// Amounts that do not fit: Move ends the call.
@Suite struct ArithmeticTests {
    private func context(_ sender: UInt8) -> CallContext {
        CallContext(sender: Address(sender), epoch: 0, milliseconds: 0) { Address(99) }
    }

    @Test func `what does not fit into the vault is refused`() throws {
        var context = context(1)
        var pool = Pool(id: Address(1), admin: Address(2), &context)
        try pool.stake(.max - 1_000_000_000, &context)
        var other = self.context(2)
        #expect(throws: Abort.arithmetic("staking")) { try pool.stake(1_000_000_001, &other) }
        #expect(throws: Abort.arithmetic("staking")) {
            try pool.increaseStake(1_000_000_001, forNode: false, &context)
        }
        #expect(throws: Abort.arithmetic("staking")) { try pool.stakeForNode(.max, nodeID: "n", &other) }
        try pool.stake(1_000_000_000, &other)
        #expect(pool.vault == .max)
        try pool.take(Address(1), 1, Array(repeating: 1, count: 32), &context)
        #expect(throws: Abort.arithmetic("staking")) { try pool.restake(.max, forNode: false, &context) }
        #expect(throws: Abort.arithmetic("staking")) { try pool.forfeit(.max, &context) }
    }

    @Test func `an account's sum of slashings is refused where it does not fit`() {
        var account = StakeAccount.empty
        (account.amount, account.slashedTotal) = (10, .max)
        #expect(throws: Abort.arithmetic("account")) { try account.slash(10_000) }
    }

    @Test func `such a refusal is Move's own, and has no number`() {
        let abort = Abort.arithmetic("staking")
        #expect(abort.isArithmetic && AbortCodes.number(of: abort) == 0)
        #expect(!Abort("staking", "EZeroAmount").isArithmetic)
        #expect(throws: Abort.arithmetic("staking")) { try sum(.max, 1, "staking") }
        #expect(throws: Never.self) { try sum(.max, 0, "staking") }
    }
}
