// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Which homes are being lost, so that not too many are at once: what waits, and what has begun lately.
struct LossLedger {
    private let settings: NamespaceSettings
    private var homes: Set<Address> = []
    private var stopWaits: Set<Address> = []
    private var stopped: [Address: WallTime] = [:]
    private var deleteWaits: Set<Address> = []
    private var deleted: [WallTime] = []

    init(_ settings: NamespaceSettings) { self.settings = settings }

    /// Notes where a home stands.
    mutating func note(_ track: HomeTrack, at now: WallTime) {
        let owner = track.owner
        guard let record = track.record, track.view?.isLeaving == false else { return forget(owner) }
        homes.insert(owner)
        var isLost = false
        if case .lost = track.verdict { isLost = track.directive != .hold }
        let hasBegun = record.phase == .scaling || record.phase == .scaled
        Self.set(isLost && !hasBegun, owner, in: &stopWaits)
        stopped[owner] = hasBegun ? record.scaledSince ?? now : nil
        let isOver = record.lostSince.map { Self.distance($0, now) >= settings.deleteAfter } ?? false
        Self.set(
            isLost && record.phase == .scaled && settings.deleteAfter > .zero && isOver, owner, in: &deleteWaits)
    }

    /// There is no such home.
    mutating func forget(_ owner: Address) {
        homes.remove(owner)
        stopWaits.remove(owner)
        stopped[owner] = nil
        deleteWaits.remove(owner)
    }

    /// A home was deleted.
    mutating func deleted(at now: WallTime) {
        deleted.removeAll { Self.distance($0, now) >= settings.guardWindow }
        deleted.append(now)
    }

    /// What may begin; `knowsWindow` says whether all deletions of the window are known.
    func admissions(at now: WallTime, knowsWindow: Bool) -> (stop: Bool, delete: Bool) {
        let isRecent = { (time: WallTime) in Self.distance(time, now) < settings.guardWindow }
        let stops = guardian(knowsWindow: true).admits(
            waiting: stopWaits.count, begun: stopped.values.count(where: isRecent))
        let deletes = guardian(knowsWindow: knowsWindow).admits(
            waiting: deleteWaits.count, begun: deleted.count(where: isRecent))
        return (stops, deletes)
    }

    private func guardian(knowsWindow: Bool) -> DrainGuard {
        DrainGuard(
            percent: settings.guardPercent, least: settings.guardLeast, total: homes.count, knowsWindow: knowsWindow)
    }

    private static func set(_ isIn: Bool, _ owner: Address, in set: inout Set<Address>) {
        if isIn { set.insert(owner) } else { set.remove(owner) }
    }

    private static func distance(_ time: WallTime, _ now: WallTime) -> Duration {
        .nanoseconds(now.nanoseconds) - .nanoseconds(time.nanoseconds)
    }
}
