// SPDX-License-Identifier: Apache-2.0
public import SuiLedger

/// What a call knows of the transaction that it is part of, and what it leaves behind in it.
struct CallContext {
    /// Who signed.
    let sender: Address
    /// The epoch.
    let epoch: UInt64
    /// The clock, in milliseconds.
    let milliseconds: UInt64
    /// The id of the next new object.
    var nextID: () -> Address
    /// What was emitted.
    var events: [ContractEvent] = []
    /// Coins that the contracts paid to somebody themselves.
    var payments: [Payment] = []

    mutating func emit(_ event: ContractEvent) { events.append(event) }
}

/// A coin for somebody.
public struct Payment: Hashable, Sendable {
    /// For whom.
    public var to: Address
    /// How much, in MIST.
    public var amount: UInt64
}

/// Refuses a call unless a condition holds.
func require(_ condition: Bool, _ module: String, _ error: String) throws(Abort) {
    guard condition else { throw Abort(module, error) }
}
