// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import SuiLedger

/// Something that happened to a local ledger, and where the ledger was afterwards.
struct HistoryEntry: Hashable, Sendable {
    /// What happened.
    enum Deed: Hashable, Sendable {
        case transaction([UInt8], [UserSignature])
        case gift(UInt64, to: Address)
        /// Somebody published a package that forwards to ours.
        case wrapper
        /// Documents under this root are believed from here on.
        case root(Bytes32)
        case epoch
        /// Time passed at once.
        case time
    }

    /// Where a ledger is.
    struct Stamp: Hashable, Sendable {
        var height: UInt64
        var milliseconds: UInt64
        var epoch: UInt64
        /// What the clock that makes the ledger's time go showed, in milliseconds; 0 where there is none.
        var clock: UInt64
    }

    let deed: Deed
    let stamp: Stamp
}

extension LocalLedger {
    /// Does again what was done once; false where that leads elsewhere.
    func repeats(_ entry: HistoryEntry) -> Bool {
        let stamp = entry.stamp
        switch entry.deed {
        case .transaction(let bytes, let signatures):
            guard resume(stamp, behind: 1) else { return false }
            let count = transactions.count
            do throws(Rejection) { _ = try execute(bytes, signatures) } catch { return false }
            guard transactions.count == count + 1 else { return false }
        case .gift(let amount, let owner):
            guard resume(stamp, behind: 0), faucet(amount, to: owner) else { return false }
        case .wrapper:
            guard resume(stamp, behind: 0) else { return false }
            _ = addWrapper()
        case .root(let digest):
            guard resume(stamp, behind: 0) else { return false }
            enclaveRoot = digest
        case .epoch:
            guard resume(stamp, behind: 1) else { return false }
            nextEpoch()
        case .time:
            guard resume(stamp, behind: 1) else { return false }
            advance(milliseconds: 0)
        }
        return height == stamp.height && chain.epoch == stamp.epoch && chain.milliseconds == stamp.milliseconds
    }

    /// Takes the ledger to where it was, so many checkpoints before a stamp.
    private func resume(_ stamp: HistoryEntry.Stamp, behind: UInt64) -> Bool {
        guard stamp.height >= behind else { return false }
        return resume(height: stamp.height - behind, milliseconds: stamp.milliseconds)
    }
}
