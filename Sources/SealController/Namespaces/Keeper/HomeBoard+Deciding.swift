// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import StakeRBAC
internal import SuiLedger

extension HomeBoard {
    /// Looks at those who stand in line until there is something to do; or only at those who lose access.
    mutating func decideNext(
        _ now: Moment, _ sight: HomeSight, _ admissions: (stop: Bool, delete: Bool), isUrgent: Bool = false
    ) -> HomeOrder? {
        while let subject = isUrgent ? queue.popUrgent() : queue.pop() {
            switch subject {
            case .home(let owner):
                guard var track = tracks[owner], !track.isBusy, track.notBefore ?? now.monotonic <= now.monotonic else {
                    continue
                }
                // As it is now: it may have stood in line for long.
                track.hear(sight.verdict(on: owner, at: now))
                track.notBefore = nil
                let action = decide(&track, now, admissions)
                var cause: HomeLoss?
                if case .lost(let loss) = track.verdict { cause = loss }
                track.isBusy = action != nil
                tracks[owner] = track.view == nil && track.state == nil && !track.isBusy ? nil : track
                ledger.note(track, at: now.wall)
                if let due = track.due { wake(after: due, now) }
                if let action {
                    return HomeOrder(subject: subject, namespace: track.namespace, action: action, cause: cause)
                }
            case .grant(let name):
                guard let action = decide(grant: name, now, sight) else { continue }
                return HomeOrder(subject: subject, namespace: name, action: action)
            }
        }
        return nil
    }

    private mutating func decide(
        _ track: inout HomeTrack, _ now: Moment, _ admissions: (stop: Bool, delete: Bool)
    ) -> HomeAction? {
        // Where a round has come to its end there is something else to be decided, once.
        for _ in 0..<2 {
            let course = HomeCourse(
                settings: settings, view: track.view, verdict: track.verdict, now: now.wall, mayStop: admissions.stop,
                mayDelete: admissions.delete,
                isConfirmed: track.confirmed.map { now.monotonic.since($0) < settings.confirmation } ?? false,
                finished: track.finished)
            let decision = course.decision()
            track.due = decision.due
            for event in decision.events where track.said.insert(event.name).inserted {
                events.append(
                    HomeOrder(subject: .home(track.owner), namespace: track.namespace, action: .say(event)))
            }
            guard let wanted = decision.wanted else {
                move(&track, to: decision.state)
                return nil
            }
            if let action = track.step(to: wanted, plan) {
                if track.settled == wanted, case .apply(let part, _, _, _) = action {
                    notes.append(.drifted(namespace: track.namespace, part))
                }
                track.settled = nil
                move(&track, to: decision.state == .active ? .wanted : decision.state)
                return action
            }
            track.settled = wanted
            move(&track, to: decision.state)
            switch decision.then {
            case .nothing: return nil
            case .work(let aim):
                if let action = track.work(aim) { return action }
                guard track.isResting else { continue }
                let time = now.monotonic.advanced(by: rest(track, at: now.wall))
                track.notBefore = time
                wake(at: time, now)
                return nil
            case .confirm: return .confirm
            case .delete: return track.view.map { .delete($0) }
            }
        }
        return nil
    }

    /// For how long what runs is being stopped; a time that no clock can have written is long ago.
    func timeStopped(_ track: HomeTrack, at now: WallTime) -> Duration {
        guard let since = track.record?.scaledSince else { return settings.settle }
        let time = Duration.nanoseconds(now.nanoseconds) - .nanoseconds(since.nanoseconds)
        return time < .zero - HomeCourse.skew ? settings.settle : max(time, .zero)
    }

    /// How long what was stopped is left to end its pods, before it is looked at again.
    private func rest(_ track: HomeTrack, at now: WallTime) -> Duration {
        let time = timeStopped(track, at: now)
        let usual = min(max(time / 4, settings.restInterval), settings.longestRetry)
        // What is over then is not kept waiting.
        return time < settings.settle ? min(usual, settings.settle - time) : usual
    }

    private mutating func decide(grant name: String, _ now: Moment, _ sight: HomeSight) -> HomeAction? {
        guard var grant = grants[name], !grant.isBusy, grant.notBefore ?? now.monotonic <= now.monotonic else {
            return nil
        }
        let verdicts = grant.owners.map { sight.verdict(on: $0, at: now) }
        guard !verdicts.contains(.unknown) else { return nil }
        let entitled = zip(grant.owners, verdicts).filter { $0.1.standing != nil }.map(\.0)
        let action = grant.step(entitled, hasNamespace: others.contains(name))
        grant.isBusy = action != nil
        grant.notBefore = nil
        let isIdle = grant.owners.isEmpty && grant.binding == nil && action == nil
        grants[name] = isIdle ? nil : grant
        return action
    }
}
