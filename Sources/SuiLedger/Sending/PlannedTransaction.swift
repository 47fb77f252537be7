// SPDX-License-Identifier: Apache-2.0

/// A transaction that was simulated and can be signed: what it would do and what it costs are known.
public struct PlannedTransaction: Sendable {
    /// What is signed.
    public let data: TransactionData
    /// What it would do, had it been carried out when it was planned.
    public let effects: Effects
    /// What leaves the sender's coins beside the bill, in MIST.
    public let spends: UInt64
}

extension Program {
    /// What is split off the coin that pays, in MIST; `nil` where an amount is not known before it runs, or is beyond all reason.
    public var spends: UInt64? {
        var sum: UInt64 = 0
        for case .split(.gas, let amounts) in commands {
            for amount in amounts {
                guard case .input(let index) = amount, Int(index) < inputs.count,
                    case .pure(let bytes) = inputs[Int(index)],
                    bytes.count == 8
                else { return nil }
                let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                let (next, isTooMuch) = sum.addingReportingOverflow(value)
                guard !isTooMuch else { return nil }
                sum = next
            }
        }
        return sum
    }
}
