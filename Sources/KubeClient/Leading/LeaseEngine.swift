// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Carries out what a ``LeaseCourse`` decides.
final class LeaseEngine: Sendable {
    private let door: any KubeDoor
    private let settings: LeaseSettings
    private let onChange: @Sendable (Bool) -> Void
    private let course: Locked<LeaseCourse>
    private let inbox = Monitor<[LeaseCourse.Input]>([])

    init(_ door: any KubeDoor, _ settings: LeaseSettings, _ onChange: @escaping @Sendable (Bool) -> Void) {
        self.door = door
        self.settings = settings
        self.onChange = onChange
        course = Locked(LeaseCourse(settings))
    }

    var isLeader: Bool { course.withLock { $0.isLeader(at: .now) } }

    func stop() { post(.stop) }

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
        let actions = course.withLock { course in
            var dice = SystemRandomNumberGenerator()
            return course.take(input, at: .now, using: &dice)
        }
        for action in actions {
            switch action {
            case .tell(let leads): onChange(leads)
            case .read(let number): send(.get(.leases, settings.name, in: settings.namespace), number, .read)
            case .write(let number, let record):
                let body = record.body(settings, renewed: .now)
                let call: KubeCall =
                    record.version.isEmpty
                    ? .create(.leases, body, in: settings.namespace)
                    : .replace(.leases, settings.name, body, in: settings.namespace)
                send(call, number, .write)
            case .finish: return false
            }
        }
        return true
    }

    private enum Kind { case read, write }

    private func send(_ call: KubeCall, _ number: Int, _ kind: Kind) {
        // So that there is time for another.
        door.send(call.timeout(settings.renewDeadline / 3)) { [weak self] result in
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
