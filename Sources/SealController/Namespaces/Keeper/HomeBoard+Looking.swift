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
            tracks[owner, default: HomeTrack(owner)].hear(.entitled(standing))
        }
        let known = Set(entitled.map(\.owner))
        for owner in tracks.keys where !known.contains(owner) {
            tracks[owner]?.hear(sight.verdict(on: owner, at: now))
        }
        for owner in tracks.keys { line(up: owner, now) }
        for name in grants.keys {
            for owner in grants[name]?.owners ?? [] { grants[name]?.hear(sight.verdict(on: owner, at: now), of: owner) }
            line(up: name)
        }
        (isAllNew, resynced) = (false, now.monotonic)
        notes.append(.resynced(accounts: entitled.count, Monotonic.now.since(began)))
    }

    /// Those of whom the chain has told something: first what it says of all of them, for too many at once are another matter.
    mutating func lookAtFresh(_ now: Moment, _ sight: HomeSight) {
        for owner in fresh {
            let verdict = sight.verdict(on: owner, at: now)
            for name in plan.policy.namespaces.grants[owner.raw] ?? [] {
                grants[name]?.hear(verdict, of: owner)
                line(up: name)
            }
            guard tracks[owner] != nil || verdict.standing != nil else { continue }
            tracks[owner, default: HomeTrack(owner)].hear(verdict)
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
                if due <= now.wall { line(up: owner, now) } else { wake(after: due, now) }
            }
            if let time = track.notBefore {
                if time <= now.monotonic { line(up: owner, now) } else { wake(at: time, now) }
            }
        }
        for (name, grant) in grants {
            guard let time = grant.notBefore else { continue }
            if time <= now.monotonic { line(up: name) } else { wake(at: time, now) }
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

    /// Puts a home in line, where it belongs.
    mutating func line(up owner: Address, _ now: Moment) {
        guard let track = tracks[owner] else { return }
        ledger.note(track, at: now.wall)
        queue.push(.home(owner), isUrgent: track.isUrgent)
    }

    /// The same with a namespace that was given.
    mutating func line(up grant: String) { queue.push(.grant(grant), isUrgent: grants[grant]?.isUrgent ?? false) }
}
