// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import StakeRBAC
internal import SuiLedger

extension HomeBoard {
    /// Everybody is looked at: in memory, and nothing is sent where nothing has changed.
    mutating func lookAtAll(_ now: Moment, _ sight: HomeSight) {
        guard let entitled = sight.entitled(at: now) else { return }
        let began = now.monotonic
        for (owner, standing) in entitled {
            tracks[owner, default: HomeTrack(owner)].verdict = .entitled(standing)
        }
        let known = Set(entitled.map(\.owner))
        for owner in tracks.keys where !known.contains(owner) {
            tracks[owner]?.verdict = sight.verdict(on: owner, at: now)
        }
        for owner in tracks.keys { line(up: owner, now) }
        for name in grants.keys { queue.push(.grant(name)) }
        (isAllNew, resynced) = (false, now.monotonic)
        notes.append(.resynced(accounts: entitled.count, Monotonic.now.since(began)))
    }

    /// Those of whom the chain has told something: first what it says of all of them, for too many at once are another matter.
    mutating func lookAtFresh(_ now: Moment, _ sight: HomeSight) {
        for owner in fresh {
            let verdict = sight.verdict(on: owner, at: now)
            for name in plan.policy.namespaces.grants[owner.raw] ?? [] { queue.push(.grant(name)) }
            guard tracks[owner] != nil || verdict.standing != nil else { continue }
            tracks[owner, default: HomeTrack(owner)].verdict = verdict
            line(up: owner, now)
        }
        fresh = []
    }

    /// Those whose time has come.
    mutating func lookAtDue(_ now: Moment) {
        guard let look = nextLook, look <= now.monotonic else { return }
        nextLook = nil
        for (owner, track) in tracks {
            if let due = track.due {
                if due <= now.wall { queue.push(.home(owner)) } else { wake(after: due, now) }
            }
            if let time = track.notBefore {
                if time <= now.monotonic { queue.push(.home(owner)) } else { wake(at: time, now) }
            }
        }
        for (name, grant) in grants {
            guard let time = grant.notBefore else { continue }
            if time <= now.monotonic { queue.push(.grant(name)) } else { wake(at: time, now) }
        }
    }

    mutating func wake(after due: WallTime, _ now: Moment) {
        let distance = Duration.nanoseconds(max(0, due.nanoseconds - now.wall.nanoseconds))
        wake(at: now.monotonic.advanced(by: distance), now)
    }

    mutating func wake(at time: Monotonic, _ now: Moment) {
        let time = max(time, now.monotonic.advanced(by: Self.lookInterval))
        nextLook = min(nextLook ?? time, time)
    }

    private mutating func line(up owner: Address, _ now: Moment) {
        guard let track = tracks[owner] else { return }
        ledger.note(track, at: now.wall)
        // Whose stake is back does not wait for pods that should have ended.
        if track.isResting, track.verdict.standing != nil { tracks[owner]?.notBefore = nil }
        var isUrgent = false
        if case .lost = track.verdict, let record = track.record {
            isUrgent = record.phase == nil || record.phase == .restoring
        }
        queue.push(.home(owner), isUrgent: isUrgent)
    }
}
