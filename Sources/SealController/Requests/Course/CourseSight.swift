// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What there is to do about requests at a moment, by what it is.
///
/// It goes through all of them once. As this is done for every answer that comes, nothing is looked up for it.
struct CourseSight {
    /// A request's place among others.
    struct Rank {
        let number: UInt64
        let priority: UInt8

        /// The most urgent first, of those the oldest.
        static func order(_ one: Rank, _ other: Rank) -> Bool {
            one.priority == other.priority ? one.number < other.number : one.priority > other.priority
        }
    }

    /// Nobody has them yet.
    private(set) var pending: [Rank] = []
    /// An older one for the same object comes first, and they do not say so yet.
    private(set) var ordered: [UInt64] = []
    /// The chain is to be told of their end.
    private(set) var endings: [(number: UInt64, end: RequestEnd)] = []
    /// The chain is to be asked for them.
    private(set) var doubtful: [UInt64] = []
    /// A worker has them, and nobody carries them out yet.
    private(set) var assigned: [Rank] = []
    /// How many are on the way to a worker, or would be carried out now, or are.
    private(set) var inHand = 0

    /// Looks at these.
    init(_ tracks: [UInt64: RequestTrack], at now: Monotonic) {
        for (number, track) in tracks {
            let isDue = track.notBefore <= now
            switch track.stage {
            case .waiting(let wait):
                if !track.isFirst {
                    if wait != .order { ordered.append(number) }
                } else if isDue {
                    pending.append(Rank(number: number, priority: track.priority))
                }
            case .ending(let end, isSent: false): if isDue { endings.append((number, end)) }
            case .asking: if isDue { doubtful.append(number) }
            case .assigning, .applying: inHand += 1
            case .assigned:
                // What is to be tried again later holds nobody up: somebody may ask for nothing else.
                guard isDue, track.isFirst else { continue }
                inHand += 1
                assigned.append(Rank(number: number, priority: track.priority))
            case .ending, .ended: break
            }
        }
    }
}
