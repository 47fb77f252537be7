// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient

/// Carries requests out, any number at once, without a thread of its own: each step is begun where the one before it has ended.
final class RequestRunner: Sendable {
    /// One request on its way.
    private struct Run: Sendable {
        var course: WorkCourse
        /// What is under way, from the first write on.
        var act: UInt64?
        /// Whether its end is to be said even if it is tried again: that it was begun is said, or nobody knows if a write was done.
        var needsEnd = false
    }

    private let door: any KubeDoor
    private let source: any ManifestSource
    private let hosts: ManifestAddress.Hosts
    private let mark: RequestMark
    private let isLeading: @Sendable () -> Bool
    private let acts: OpenActs
    private let clock: @Sendable () -> Moment
    private let isStopped = Locked(false)
    private let catalog = Locked(ResourceCatalog())
    /// The newest request that anybody had heard of when the last one was begun: no object says a newer one that was not forged.
    private let newest = Locked<UInt64>(0)

    init(
        _ door: any KubeDoor, _ source: any ManifestSource, hosts: ManifestAddress.Hosts, mark: RequestMark,
        acts: OpenActs, isLeading: @escaping @Sendable () -> Bool,
        clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        self.door = door
        self.source = source
        self.hosts = hosts
        self.mark = mark
        self.isLeading = isLeading
        self.acts = acts
        self.clock = clock
    }

    /// Carries one out and calls back once, from any thread.
    func run(_ work: RequestWork, completion: @escaping @Sendable (ObjectOutcome) -> Void) {
        newest.withLock { $0 = max($0, work.newest) }
        let run = Locked(Run(course: WorkCourse(work, hosts: hosts, mark: mark)))
        let step = run.withLock { $0.course.begin(find) }
        take(step, work, run, completion)
    }

    /// Nothing is written from here on; what was written before is still heard of.
    func stop() { isStopped.withLock { $0 = true } }

    /// What the catalog says of a name, if it was asked for.
    func known(_ name: ResourceName) -> (resource: KubeResource, kind: String)? {
        guard case .found(let resource, let kind) = find(name, nil) else { return nil }
        return (resource, kind)
    }

    private func find(_ name: ResourceName, _ version: String?) -> ResourceCatalog.Finding {
        catalog.withLock { $0.find(name, version: version, at: .now) }
    }

    private func take(
        _ step: WorkCourse.Step, _ work: RequestWork, _ run: Locked<Run>,
        _ completion: @escaping @Sendable (ObjectOutcome) -> Void
    ) {
        switch step {
        case .ended(let outcome): end(outcome, work, run, completion)
        case .fetch(let address):
            source.fetch(address) { [self] result in
                take(run.withLock { $0.course.fetched(result, find) }, work, run, completion)
            }
        case .discover(let inquiry):
            door.send(inquiry.call) { [self] result in
                let failure = learn(inquiry, result)
                take(run.withLock { $0.course.discovered(failure, find) }, work, run, completion)
            }
        case .call(let call):
            // Asked again before each: who has been asleep does nothing with what it had decided.
            guard call.isRead || isLeading() && opens(work, run) else {
                return end(.again(.cancelled), work, run, completion)
            }
            door.send(call) { [self] result in
                let newest = newest.withLock { $0 }
                let step = run.withLock { run in
                    if !call.isRead, case .failure(let error) = result, error.isOutcomeUnknown { run.needsEnd = true }
                    return run.course.answered(result, newest: newest)
                }
                take(step, work, run, completion)
            }
        }
    }

    /// Says that a request is about to be written; false once nothing is written any more.
    private func opens(_ work: RequestWork, _ run: Locked<Run>) -> Bool {
        // With the lock held: whoever has stopped this finds open what is written all the same.
        isStopped.withLock { isStopped in
            guard !isStopped else { return false }
            run.withLock { run in
                guard run.act == nil else { return }
                run.act = acts.open(RequestActs.open(work))
                guard let begun = RequestActs.begun(work) else { return }
                acts.journal.record(begun, at: clock().wall)
                run.needsEnd = true
            }
            return true
        }
    }

    private func end(
        _ outcome: ObjectOutcome, _ work: RequestWork, _ run: Locked<Run>,
        _ completion: @Sendable (ObjectOutcome) -> Void
    ) {
        let (number, needsEnd) = run.withLock { ($0.act, $0.needsEnd) }
        let act = RequestActs.ended(work, outcome, needsEnd: needsEnd)
        let now = clock().wall
        if number != nil {
            acts.close(number, act, at: now)
        } else if let act {
            acts.journal.record(act, at: now)
        }
        completion(outcome)
    }

    private func learn(_ inquiry: ResourceCatalog.Inquiry, _ result: Result<KubeReply, KubeError>) -> KubeError? {
        catalog.withLock { catalog in
            do throws(KubeError) {
                try catalog.take(inquiry, result, at: .now)
                return nil
            } catch { return error }
        }
    }
}
