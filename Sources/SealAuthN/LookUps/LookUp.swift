// SPDX-License-Identifier: Apache-2.0

/// One question to the nodes: what for, and how many must say the same.
struct LookUp: Hashable, Sendable {
    /// What is asked for.
    var name: EntryName
    /// How many nodes must agree.
    var agreement: Int

    /// Whether it is asked to confirm rather than to learn.
    var isConfirmation: Bool { agreement > 1 }
}

/// Why a look-up brought nothing.
enum LookUpFailure: Error, Hashable, Sendable {
    /// Too many are under way, or were asked in the last second.
    case budget
    /// No node, or too few, gave an answer that counts.
    case ledger
}
