// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// How many of those may be under way whose documents stand elsewhere.
///
/// Whoever serves one may keep it for as long as fetching may take, and then again: those who choose such addresses are to keep nobody
/// waiting but each other.
struct FetchLane {
    private let (size, share): (Int, Int)
    private var count = 0
    private var submitters: [Address: Int] = [:]

    /// Of so many that are carried out at once a share is for all documents, and of that a share for one submitter's.
    init(concurrency: Int) {
        size = SubmitterShare.of(concurrency)
        share = SubmitterShare.of(size)
    }

    /// Whether another one of this submitter may be.
    func has(for submitter: Address) -> Bool { count < size && submitters[submitter] ?? 0 < share }

    /// One more is.
    mutating func hold(_ submitter: Address) {
        count += 1
        submitters[submitter, default: 0] += 1
    }
}
