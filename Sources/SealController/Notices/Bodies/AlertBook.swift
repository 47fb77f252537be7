// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// The alerts that one Alertmanager is to show: told again and again, for one that begins anew has forgotten them.
///
/// Pure: it is told the time.
struct AlertBook {
    /// How often what is shown is told again.
    static let refreshInterval = Duration.seconds(60)
    /// The most that are told again; the newest stay.
    static let capacity = 256

    private let duration: Duration
    private var shown: [Alert] = []
    private var refreshed: Monotonic?

    /// Alerts last so long, unless whoever they are about stakes anew.
    init(lasting duration: Duration) { self.duration = duration }

    /// What a notice makes of it: the alerts to be posted; none for what was never shown here.
    mutating func take(_ notice: Notice, at now: Moment) -> [Alert] {
        if case .change(let change) = notice, change.reason == .stakeRestored {
            return resolve(change.owner, at: now.wall)
        }
        let alert = Alert(notice, lasting: duration)
        // What is told once more is shown once.
        shown.removeAll { $0.number == alert.number }
        shown.append(alert)
        if shown.count > Self.capacity { shown.removeFirst(shown.count - Self.capacity) }
        return [alert]
    }

    /// What is to be told again now.
    mutating func due(at now: Moment) -> [Alert] {
        shown.removeAll { $0.ends <= now.wall }
        guard let last = refreshed else {
            refreshed = now.monotonic
            return []
        }
        guard now.monotonic.since(last) >= Self.refreshInterval else { return [] }
        refreshed = now.monotonic
        return shown
    }

    private mutating func resolve(_ owner: Address, at now: WallTime) -> [Alert] {
        var over = shown.filter { $0.owner == owner }
        for index in over.indices { over[index].ends = max(over[index].starts, now) }
        shown.removeAll { $0.owner == owner }
        return over
    }
}
