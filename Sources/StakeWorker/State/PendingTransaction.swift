// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger
internal import Wire

/// A signed transaction that is kept until its outcome is known.
///
/// The same bytes are the same transaction: sent again after a crash, it is carried out once. Planned anew, it could be paid twice.
struct PendingTransaction: Hashable, Sendable {
    /// The transaction, in BCS.
    var transaction: [UInt8]
    /// Its signature.
    var signature: [UInt8]

    /// Reads what is kept; `nil` where nothing is under way.
    static func read(_ folder: StateFolder) throws(WorkerFailure) -> PendingTransaction? {
        guard let bytes = try folder.read(.pending) else { return nil }
        do throws(BCSError) {
            var reader = BCSReader(bytes.span)
            let pending = PendingTransaction(transaction: try reader.bytes(), signature: try reader.bytes())
            try reader.finish()
            return pending
        } catch {
            throw WorkerFailure(.file, "\(folder.place(.pending)): damaged; look at the account's last transactions")
        }
    }

    /// Keeps it.
    func write(_ folder: StateFolder) throws(WorkerFailure) {
        var writer = BCSWriter(capacity: transaction.count + 256)
        writer.bytes(transaction)
        writer.bytes(signature)
        try folder.write(.pending, writer.bytes)
    }

    /// What it is called on chain.
    var digest: Digest { TransactionData.digest(ofBytes: transaction) }
}
