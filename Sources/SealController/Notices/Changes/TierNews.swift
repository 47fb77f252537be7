// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// What is worth telling in a page of events, in the order of the chain.
///
/// Pure but for the tables, which hold the page already. Each event is judged by the thresholds that were in force at its place. An account
/// carries the number of its last change, so that what it was when the thresholds changed is known: what the tables have, if that is
/// older, or else what the first change behind it says that there was before.
struct TierNews {
    /// What was found.
    private(set) var notices: [Notice] = []
    /// How many changes there were.
    private(set) var counts: [TierChangeReason: Int] = [:]
    /// The changes of thresholds that moved somebody, and how many.
    private(set) var sweeps: [(number: UInt64, raised: Int, lowered: Int)] = []

    /// Reads a page; `thresholds` are those of after it, `floors` what the operator asks for beside them.
    init(
        _ events: [FollowedEvent], thresholds: TierThresholds, floors: TierFloors = TierFloors(), tables: ClusterTables,
        heard: WallTime
    ) {
        let moves = events.map { Self.move($0, floors) }
        var current = moves.compactMap(\.self).first?.old ?? thresholds.raised(by: floors)
        for (place, event) in events.enumerated() {
            if let move = moves[place] {
                current = move.new
                guard move.old != move.new else { continue }
                var sweep = ThresholdSweep(event, number: move.number, from: move.old, to: move.new, heard: heard)
                tables.eachStake { owner, stake in sweep.look(at: stake, of: owner) }
                for later in events[(place + 1)...] {
                    guard case .stakeChanged(let change)? = later.content, change.number > move.number,
                        let before = later.accountBefore
                    else { continue }
                    sweep.look(at: before.summary, of: change.owner)
                }
                take(sweep, move.number)
            } else if let change = TierWatch.change(event, thresholds: current, heard: heard) {
                notices.append(.change(change))
                counts[change.reason, default: 0] += 1
            }
        }
    }

    private mutating func take(_ sweep: ThresholdSweep, _ number: UInt64) {
        guard sweep.raised + sweep.lowered > 0 else { return }
        notices += sweep.notices()
        if sweep.raised > 0 { counts[.tierRaised, default: 0] += sweep.raised }
        if sweep.lowered > 0 { counts[.tierLowered, default: 0] += sweep.lowered }
        sweeps.append((number, sweep.raised, sweep.lowered))
    }

    /// How an event changed the thresholds; `nil` where it did not, or it is not known what they were.
    private static func move(
        _ event: FollowedEvent, _ floors: TierFloors
    ) -> (number: UInt64, old: TierThresholds, new: TierThresholds)? {
        guard event.effect == .changed, case .paramsChanged(let change)? = event.content,
            let before = event.paramsBefore
        else { return nil }
        return (
            change.number, before.thresholds.raised(by: floors), change.params.thresholds.raised(by: floors)
        )
    }
}
