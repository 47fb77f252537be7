// SPDX-License-Identifier: Apache-2.0
public import SuiLedger

/// Who can be asked for entries: the nodes, or a test in their place.
public protocol EntrySource: Sendable {
    /// Asks as many nodes as must say the same, and calls back once, from any thread, also at once.
    ///
    /// What it gives is of the right chain, and by its own account no older than it may be.
    func ask(
        _ name: EntryName, agreement: Int, timeout: Duration,
        completion: @escaping @Sendable (Result<EntryAnswer, LedgerError>) -> Void)
}
