// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Who has how many of the places that workers have: they are taken from an assignment on until its end is on chain.
struct CourseLoads {
    /// What each worker has in hand, or was proposed for.
    private(set) var workers: [Address: Int] = [:]
    /// How many of them are whose.
    private(set) var submitters: [Address: Int] = [:]

    init(_ tracks: [UInt64: RequestTrack]) {
        for track in tracks.values {
            switch track.stage {
            case .assigning(let worker): add(worker, track.submitter)
            case .ended: break
            case .waiting, .assigned, .applying, .ending, .asking:
                if let worker = track.worker { add(worker, track.submitter) }
            }
        }
    }

    private mutating func add(_ worker: Address, _ submitter: Address) {
        workers[worker, default: 0] += 1
        submitters[submitter, default: 0] += 1
    }
}
