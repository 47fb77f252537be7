// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import SuiLedger

extension HomeBoard {
    /// A call has ended: what is known now, and when it may be tried again.
    mutating func ended(_ order: HomeOrder, _ outcome: HomeOutcome, _ now: Moment) {
        pace.end()
        var failure: KubeError.Code?
        if case .failed(let code) = outcome { failure = code }
        note(order, failure)
        switch order.subject {
        case .home(let owner):
            if case .say(let event) = order.action { return told(event, owner, failure) }
            guard var track = tracks[owner] else { return }
            track.isBusy = false
            let isGood = failure == nil ? learn(order, outcome, &track, now) : fail(order, failure, &track)
            track.failures = isGood ? 0 : track.failures + 1
            if !isGood {
                let time = now.monotonic.advanced(by: wait(order, max(track.failures, track.stuck)))
                track.notBefore = time
                wake(at: time, now)
            }
            tracks[owner] = track
            line(up: owner, now)
        case .grant(let name):
            guard var grant = grants[name] else { return }
            grant.isBusy = false
            // One that is there is ours where the watch has told of it meanwhile.
            let isOurs = failure == .alreadyExists && grant.binding != nil
            let isGood = isOurs || failure == nil && learn(order, outcome, &grant)
            grant.failures = isGood ? 0 : grant.failures + 1
            if !isGood {
                let isForeign = failure == .alreadyExists
                if isForeign { notes.append(.foreignGrant(namespace: name)) }
                let pause = isForeign ? GrantTrack.foreignWait : wait(order, grant.failures)
                let time = now.monotonic.advanced(by: pause)
                grant.notBefore = time
                wake(at: time, now)
            }
            grants[name] = grant
            line(up: name)
        }
    }

    private mutating func told(_ event: HomeEvent, _ owner: Address, _ failure: KubeError.Code?) {
        guard let failure, failure != .alreadyExists else { return }
        // Said again when its home is looked at next.
        tracks[owner]?.said.remove(event.name)
    }

    private mutating func note(_ order: HomeOrder, _ failure: KubeError.Code?) {
        switch (order.action, failure) {
        case (_, nil), (.say, .alreadyExists?): notes.append(.succeeded(order.action.kind))
        case (_, let failure?):
            notes.append(.failed(namespace: order.namespace, order.action.kind, failure))
        }
    }

    /// Takes what a call has brought; false if it is not what was wanted.
    private mutating func learn(
        _ order: HomeOrder, _ outcome: HomeOutcome, _ track: inout HomeTrack, _ now: Moment
    ) -> Bool {
        switch (order.action, outcome) {
        case (.create(let part, let object), .object(let view)),
            (.apply(let part, let object, _, _), .object(let view)):
            track.see(part, view)
            return track.isKept(part, object)
        case (.remove(let view), _):
            HomePart.of(view).map { track.lose($0, uid: view.uid) }
            return true
        case (.list, .workloads(let workloads, let continuation)):
            let endsOwned = timeStopped(track, at: now.wall) >= settings.settle
            track.take { $0.listed(workloads, continuation: continuation, endsOwned: endsOwned) }
            return true
        case (.stop, _), (.start, _):
            track.take { $0.changed() }
            return true
        case (.confirm, .verdict(let verdict)):
            guard case .lost = verdict else {
                if verdict != .unknown { notes.append(.contradicted(namespace: track.namespace)) }
                return false
            }
            track.confirmed = now.monotonic
            return true
        case (.delete(let view), _):
            ledger.deleted(at: now.wall)
            // Where something keeps it, it is still to be seen, and is going.
            if case .object(let leaving) = outcome {
                track.see(.namespace, leaving)
            } else {
                track.lose(.namespace, uid: view.uid)
            }
            return true
        default: return true
        }
    }

    /// Takes it that a call came to nothing; true if something else can be done at once.
    private func fail(_ order: HomeOrder, _ failure: KubeError.Code?, _ track: inout HomeTrack) -> Bool {
        switch order.action {
        case .list:
            var isShorter = false
            track.take { round in
                if failure == .tooLarge { isShorter = round.wasTooLong() }
                if !isShorter { round.broke() }
            }
            return isShorter
        case .stop, .start:
            // The others must not wait for it; it is looked at again in the next round.
            track.take { $0.changed() }
            if failure == .conflict || failure == .notFound { return true }
            track.stuck += 1
        case .create, .apply, .remove, .confirm, .delete, .say: break
        }
        return false
    }

    private func learn(_ order: HomeOrder, _ outcome: HomeOutcome, _ grant: inout GrantTrack) -> Bool {
        switch (order.action, outcome) {
        case (.create(_, let object), .object(let view)), (.apply(_, let object, _, _), .object(let view)):
            grant.learn(view)
            return grant.binding?.agrees(with: object) ?? false
        case (.remove(let view), _):
            if grant.binding?.uid == view.uid { grant.binding = nil }
            return true
        default: return true
        }
    }

    /// How long to wait after a failure.
    private func wait(_ order: HomeOrder, _ failures: Int) -> Duration {
        if case .confirm = order.action { return settings.longestRetry }
        var wait = settings.firstRetry
        for _ in 1..<max(1, min(failures, 32)) where wait < settings.longestRetry { wait += wait }
        return min(wait, settings.longestRetry)
    }
}
