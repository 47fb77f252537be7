// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Carries out what a ``LeaseCourse`` decides.
final class LeaseEngine: Sendable {
    private let door: any KubeDoor
    private let settings: LeaseSettings
    private let onChange: @Sendable (Bool) -> Void
    private let course: Monitor<LeaseCourse>
    private let inbox = Monitor<[LeaseCourse.Input]>([])

    init(_ door: any KubeDoor, _ settings: LeaseSettings, _ onChange: @escaping @Sendable (Bool) -> Void) {
        self.door = door
        self.settings = settings
        self.onChange = onChange
        course = Monitor(LeaseCourse(settings))
    }

    var isLeader: Bool { course.withLock { $0.isLeader(at: .now) } }

    var term: WallTime? { course.withLock { $0.term } }

    func stop() { post(.stop) }

    /// Waits until we lead, for as long as the lease may be ours.
    func waitToLead(until deadline: Monotonic) -> Bool {
        let leads = course.wait(until: deadline) { course -> Bool? in
            if course.isLeader(at: .now) { return true }
            return course.mayLeadAgain ? nil : false
        }
        return leads ?? false
    }

    /// The election's thread.
    func run() {
        guard take(.tick) else { return }
        while true {
            let alarm = course.withLock { $0.alarm }
            let inputs = inbox.wait(until: alarm) { inbox -> [LeaseCourse.Input]? in
                guard !inbox.isEmpty else { return nil }
                defer { inbox = [] }
                return inbox
            }
            for input in inputs ?? [.tick] {
                guard take(input) else { return }
            }
        }
    }

    private func post(_ input: LeaseCourse.Input) {
        inbox.withLock { $0.append(input) }
        inbox.notifyAll()
    }

    /// Takes in what happened; false when all is over.
    private func take(_ input: LeaseCourse.Input) -> Bool {
        let (actions, patience) = course.withLock { course in
            var dice = SystemRandomNumberGenerator()
            let actions = course.take(input, at: .now, using: &dice)
            return (actions, course.patience)
        }
        course.notifyAll()
        for action in actions {
            switch action {
            case .tell(let leads): onChange(leads)
            case .read(let number): send(.get(.leases, settings.name, in: settings.namespace), number, .read, patience)
            case .write(let number, let record):
                let body = record.body(settings, renewed: .now)
                let call: KubeCall =
                    record.version.isEmpty
                    ? .create(.leases, body, in: settings.namespace)
                    : .replace(.leases, settings.name, body, in: settings.namespace)
                send(call, number, .write, patience)
            case .finish: return false
            }
        }
        return true
    }

    private enum Kind { case read, write }

    private func send(_ call: KubeCall, _ number: Int, _ kind: Kind, _ patience: Duration) {
        door.send(call.timeout(patience)) { [weak self] result in
            do throws(KubeError) {
                let record = try LeaseRecord.read(try result.get().body)
                self?.post(kind == .read ? .read(number: number, record) : .written(number: number, record))
            } catch {
                let isNone = kind == .read && error.code == .notFound
                self?.post(isNone ? .read(number: number, nil) : .failed(number: number))
            }
        }
    }
}
