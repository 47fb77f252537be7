// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// What there is to do about requests at a moment, by what it is.
///
/// It goes through all of them once. As this is done for every answer that comes, nothing is looked up for it.
struct CourseSight {
    /// A request's place among others.
    struct Rank: Hashable {
        let number: UInt64
        let priority: UInt8
        let submitter: Address
        /// Whether it has waited for so long that nothing newer of its submitter's is more urgent.
        let isAged: Bool

        init(number: UInt64, priority: UInt8, submitter: Address, isAged: Bool = false) {
            (self.number, self.priority, self.submitter, self.isAged) = (number, priority, submitter, isAged)
        }
    }

    /// Nobody has them yet.
    private(set) var pending: [Rank] = []
    /// An older one of the same submitter for the same object comes first, and they do not say so yet.
    private(set) var ordered: [UInt64] = []
    /// The chain is to be told of their end.
    private(set) var endings: [(number: UInt64, end: RequestEnd)] = []
    /// The chain is to be asked for them.
    private(set) var doubtful: [UInt64] = []
    /// A worker has them, and nobody carries them out yet.
    private(set) var assigned: [Rank] = []
    /// How many are on the way to a worker, or would be carried out now, or are; what one submitter has above the share is not counted.
    private(set) var inHand = 0
    /// Whose they are, all of them.
    private(set) var hands: [Address: Int] = [:]
    /// Whose those are that are carried out.
    private(set) var applying: [Address: Int] = [:]
    /// Those of ``inHand`` whose documents have to be fetched, and those of them that are carried out.
    private(set) var (fetched, fetching): (FetchLane, FetchLane)

    private let share: Int

    /// Looks at these; of a window's size of what is in hand one submitter has no more than a share.
    init(_ tracks: [UInt64: RequestTrack], _ settings: RequestSettings, window: Int, at now: Monotonic) {
        share = SubmitterShare.of(window)
        let lane = FetchLane(concurrency: settings.concurrency)
        (fetched, fetching) = (lane, lane)
        for (number, track) in tracks {
            let isDue = track.notBefore <= now
            let rank = Rank(
                number: number, priority: track.priority, submitter: track.submitter,
                isAged: now.since(track.heard) >= settings.aging)
            switch track.stage {
            case .waiting(let wait):
                if !track.isFirst {
                    if wait != .order { ordered.append(number) }
                } else if isDue {
                    pending.append(rank)
                }
            case .ending(let end, isSent: false): if isDue { endings.append((number, end)) }
            case .asking: if isDue { doubtful.append(number) }
            case .assigning: hold(track)
            case .applying:
                hold(track)
                if track.isFetched { fetching.hold(track.submitter) }
                applying[track.submitter, default: 0] += 1
            case .assigned:
                // What is to be tried again later holds nobody up: somebody may ask for nothing else.
                guard isDue, track.isFirst else { continue }
                hold(track)
                assigned.append(rank)
            case .ending, .ended: break
            }
        }
    }

    private mutating func hold(_ track: RequestTrack) {
        if track.isFetched { fetched.hold(track.submitter) }
        let count = (hands[track.submitter] ?? 0) + 1
        hands[track.submitter] = count
        // Many that wait for their submitter's turn are no reason for others to wait.
        if count <= share { inHand += 1 }
    }
}
