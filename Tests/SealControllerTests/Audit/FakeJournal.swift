// SPDX-License-Identifier: Apache-2.0
import Kernel

@testable import SealController

/// Keeps what is written down, for a test to read.
final class FakeJournal: ActJournal {
    private let kept = Locked<[(act: ActRecord, time: WallTime)]>([])

    func record(_ act: ActRecord, at time: WallTime) { kept.withLock { $0.append((act, time)) } }

    /// All acts, the first first.
    var acts: [ActRecord] { kept.withLock { $0.map(\.act) } }

    /// The same as `kind subject outcome`, or `kind subject outcome(code)`.
    var words: [String] {
        acts.map { act in
            let code = act.outcome.code.map { "(\($0.text))" } ?? ""
            return "\(act.kind.rawValue) \(act.subject) \(act.outcome.word)\(code)"
        }
    }
}
