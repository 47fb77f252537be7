// SPDX-License-Identifier: Apache-2.0
import Kernel
import SealAuthN
import SuiLedger

/// Takes questions to nodes, for a world to answer when it likes.
final class ModelSource: EntrySource {
    struct Asked: Sendable {
        let name: EntryName
        let agreement: Int
        let timeout: Duration
        let completion: @Sendable (Result<EntryAnswer, LedgerError>) -> Void
    }

    private let asked = Locked<[Asked]>([])

    func ask(
        _ name: EntryName, agreement: Int, timeout: Duration,
        completion: @escaping @Sendable (Result<EntryAnswer, LedgerError>) -> Void
    ) {
        let new = Asked(name: name, agreement: agreement, timeout: timeout, completion: completion)
        asked.withLock { $0.append(new) }
    }

    /// What was asked since the last time.
    func takeAll() -> [Asked] {
        asked.withLock { asked in
            defer { asked = [] }
            return asked
        }
    }
}
