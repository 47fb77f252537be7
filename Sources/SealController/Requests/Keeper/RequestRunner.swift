// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient

/// Carries requests out, any number at once, without a thread of its own: each step is begun where the one before it has ended.
final class RequestRunner: Sendable {
    private let door: any KubeDoor
    private let source: any ManifestSource
    private let hosts: ManifestAddress.Hosts
    private let isLeading: @Sendable () -> Bool
    private let catalog = Locked(ResourceCatalog())
    /// The newest request that anybody had heard of when the last one was begun: no object says a newer one that was not forged.
    private let newest = Locked<UInt64>(0)

    init(
        _ door: any KubeDoor, _ source: any ManifestSource, hosts: ManifestAddress.Hosts,
        isLeading: @escaping @Sendable () -> Bool
    ) {
        self.door = door
        self.source = source
        self.hosts = hosts
        self.isLeading = isLeading
    }

    /// Carries one out and calls back once, from any thread.
    func run(_ work: RequestWork, completion: @escaping @Sendable (ObjectOutcome) -> Void) {
        newest.withLock { $0 = max($0, work.newest) }
        let course = Locked(WorkCourse(work, hosts: hosts))
        let step = course.withLock { $0.begin(find) }
        take(step, course, completion)
    }

    /// What the catalog says of a name, if it was asked for.
    func known(_ name: ResourceName) -> (resource: KubeResource, kind: String)? {
        guard case .found(let resource, let kind) = find(name, nil) else { return nil }
        return (resource, kind)
    }

    private func find(_ name: ResourceName, _ version: String?) -> ResourceCatalog.Finding {
        catalog.withLock { $0.find(name, version: version, at: .now) }
    }

    private func take(
        _ step: WorkCourse.Step, _ course: Locked<WorkCourse>, _ completion: @escaping @Sendable (ObjectOutcome) -> Void
    ) {
        switch step {
        case .ended(let outcome): completion(outcome)
        case .fetch(let address):
            source.fetch(address) { [self] result in
                take(course.withLock { $0.fetched(result, find) }, course, completion)
            }
        case .discover(let inquiry):
            door.send(inquiry.call) { [self] result in
                let failure = learn(inquiry, result)
                take(course.withLock { $0.discovered(failure, find) }, course, completion)
            }
        case .call(let call):
            // Asked again before each: who has been asleep does nothing with what it had decided.
            guard call.isRead || isLeading() else { return completion(.again(.cancelled)) }
            door.send(call) { [self] result in
                let newest = newest.withLock { $0 }
                take(course.withLock { $0.answered(result, newest: newest) }, course, completion)
            }
        }
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
