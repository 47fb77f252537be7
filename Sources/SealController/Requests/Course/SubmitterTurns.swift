// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Whose request comes next: submitters take turns, and of one submitter's those that have waited long come first, then the most urgent, of
/// those the oldest.
///
/// Each is served once in a round, and the lowest round comes first. Whoever has waited for nothing begins in the round that is served
/// now, so that nobody saves turns up; whoever was served in it already does not begin in it again by having nothing left meanwhile. So of
/// what is begun while somebody waits, among so many submitters, that one has its part.
struct SubmitterTurns {
    /// The highest round that somebody was served in.
    private var round: UInt64 = 0
    /// In which round those come next who were served in this one.
    private var next: [Address: UInt64] = [:]

    /// How many submitters are remembered.
    var remembered: Int { next.count }

    /// The order in which these come.
    func order(_ ranks: [CourseSight.Rank]) -> [CourseSight.Rank] {
        var next = next
        var places: [(round: UInt64, rank: CourseSight.Rank)] = []
        places.reserveCapacity(ranks.count)
        for rank in ranks.sorted(by: Self.isMoreUrgent) {
            let place = max(next[rank.submitter] ?? 0, round)
            next[rank.submitter] = place + 1
            places.append((place, rank))
        }
        places.sort { $0.round == $1.round ? $0.rank.number < $1.rank.number : $0.round < $1.round }
        return places.map(\.rank)
    }

    /// One of this submitter's was begun.
    mutating func take(_ submitter: Address) {
        let place = max(next[submitter] ?? 0, round)
        next[submitter] = place + 1
        guard place > round else { return }
        round = place
        next = next.filter { $0.value > place }
    }

    private static func isMoreUrgent(_ one: CourseSight.Rank, _ other: CourseSight.Rank) -> Bool {
        if one.isAged != other.isAged { return one.isAged }
        return one.isAged || one.priority == other.priority
            ? one.number < other.number : one.priority > other.priority
    }
}
