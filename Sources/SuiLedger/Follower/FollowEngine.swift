// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient
internal import Kernel

/// Carries out what a ``FollowCourse`` decides.
final class FollowEngine: Sendable {
    /// What other threads have left for the follower's.
    private struct Inbox: Sendable {
        var inputs: [FollowCourse.Input] = []
        var events: [StreamEvent] = []
        var bytes = 0
        /// The stream whose events are taken; what others still bring counts for nothing.
        var stream: Int?
        var task: ClientTask?
        var isPaused = false
        var isStopped = false
    }

    private enum Mail {
        case stopped
        case arrived([FollowCourse.Input], [StreamEvent], wasPaused: Bool)
        case nothing
    }

    /// What may wait for the follower's thread; more is left with the peer.
    private static let maximumBytes = 4 * 1024 * 1024

    /// Held while an input is taken in, which may be a page of entries.
    let course: Locked<FollowCourse>
    /// What is shown of it after each input: held for no longer than a copy takes.
    let board = Locked(FollowMark())
    /// The same for people, shown a moment later.
    let report = Locked(FollowHealth())
    private let pool: NodePool
    private let settings: FollowSettings
    private let consumer: @Sendable (FollowNews) -> Void
    private let inbox = Monitor(Inbox())

    init(
        _ pool: NodePool, _ settings: FollowSettings, _ tables: ClusterTables,
        _ consumer: @escaping @Sendable (FollowNews) -> Void
    ) {
        self.pool = pool
        self.settings = settings
        self.consumer = consumer
        let position = settings.positionPath.flatMap { FollowPosition.read($0) }
        course = Locked(
            FollowCourse(
                settings, languages: pool.nodes.map(\.endpoint.language), position: position, tables: tables,
                board: board))
    }

    func post(_ input: FollowCourse.Input) {
        inbox.withLock { $0.inputs.append(input) }
        inbox.notifyAll()
    }

    /// Whether the peer waits for us.
    var isStreamHeld: Bool { inbox.withLock { $0.isPaused } }

    func stop() {
        inbox.withLock { $0.isStopped = true }
        inbox.notifyAll()
    }

    /// The follower's thread.
    func run() {
        var reader = StreamReader()
        var saver = PositionSaver(path: settings.positionPath, interval: settings.saveInterval)
        take(.tick, &reader)
        while true {
            let (alarm, wantsStream) = course.withLock { ($0.alarm, $0.wantsStream) }
            let deadline = [alarm, saver.due].compactMap(\.self).min()
            switch next(until: deadline, wantsStream) {
            case .stopped:
                closeStream()
                save(&saver, isLast: true)
                return
            case .nothing: break
            case .arrived(let inputs, let events, let wasPaused):
                if wasPaused { course.withLock { $0.health.counts.pauses += 1 } }
                for input in inputs { take(input, &reader) }
                for event in events { take(event, &reader) }
            }
            take(.tick, &reader)
            save(&saver, isLast: false)
        }
    }

    private func next(until deadline: Monotonic?, _ wantsStream: Bool) -> Mail {
        let mail = inbox.wait(until: deadline) { inbox -> Mail? in
            if inbox.isStopped { return .stopped }
            let events = wantsStream ? inbox.events : []
            guard !inbox.inputs.isEmpty || !events.isEmpty else { return nil }
            let (inputs, wasPaused) = (inbox.inputs, wantsStream && inbox.isPaused)
            inbox.inputs = []
            if wantsStream { (inbox.events, inbox.bytes, inbox.isPaused) = ([], 0, false) }
            if wasPaused { inbox.task?.resume() }
            return .arrived(inputs, events, wasPaused: wasPaused)
        }
        return mail ?? .nothing
    }

    private func take(_ input: FollowCourse.Input, _ reader: inout StreamReader) {
        let (actions, health) = course.withLock { course in
            var dice = SystemRandomNumberGenerator()
            return (course.take(input, at: .now, using: &dice), course.health)
        }
        report.withLock { $0 = health }
        for action in actions {
            switch action {
            case .tell(let news): consumer(news)
            case .ask(let number, let node, let ask): self.ask(number, node, ask)
            case .close: closeStream()
            case .open(let stream, let node, let source):
                reader = StreamReader(stream, EventSubscription(settings.packages, source))
                open(reader, node)
            }
        }
    }

    private func take(_ event: StreamEvent, _ reader: inout StreamReader) {
        for input in reader.read(event, check: checked) { take(input, &reader) }
    }

    private func open(_ reader: borrowing StreamReader, _ node: Int) {
        guard let call = reader.subscription?.grpc else { return }
        let number = reader.number
        inbox.withLock { inbox in
            (inbox.stream, inbox.task, inbox.isPaused) = (number, nil, false)
            (inbox.events, inbox.bytes) = ([], 0)
        }
        let task = pool.nodes[node].stream(call, idleTimeout: settings.idleTimeout) { [weak self] event in
            self?.arrived(event, of: number)
        }
        inbox.withLock { if $0.stream == number { $0.task = task } }
    }

    /// On the client's thread: never waits; where too much has come already, the peer does.
    private func arrived(_ event: StreamEvent, of number: Int) {
        inbox.withLock { inbox in
            guard inbox.stream == number, !inbox.isStopped else { return }
            inbox.events.append(event)
            guard case .bytes(let bytes) = event else { return }
            inbox.bytes += bytes.count
            guard inbox.bytes > Self.maximumBytes, !inbox.isPaused, let task = inbox.task else { return }
            inbox.isPaused = true
            task.pause()
        }
        inbox.notifyAll()
    }

    private func closeStream() {
        let task = inbox.withLock { inbox in
            defer { (inbox.stream, inbox.task, inbox.events, inbox.bytes) = (nil, nil, [], 0) }
            return inbox.task
        }
        task?.cancel()
    }

    private func ask(_ number: Int, _ node: Int, _ ask: FollowCourse.Ask) {
        switch ask {
        case .events(let question): self.ask(number, node, question) { .events($0) }
        case .table(let question): self.ask(number, node, question) { .table($0) }
        case .entry(let question): self.ask(number, node, question) { .entry($0) }
        case .freshness: self.ask(number, node, EpochQuestion()) { _ in .freshness }
        }
    }

    private func ask<Q: Question>(
        _ number: Int, _ node: Int, _ question: Q, _ answer: @escaping @Sendable (Q.Answer) -> FollowCourse.Answer
    ) {
        pool.nodes[node].ask(question, timeout: settings.askTimeout) { [weak self] result in
            guard let self else { return }
            do throws(LedgerError) {
                let reply = try result.get()
                try checked(reply.freshness)
                post(.answered(ask: number, answer(reply.value), reply.freshness))
            } catch { post(.failed(ask: number, error)) }
        }
    }

    /// Nothing is believed of a node that does not say of which chain it is.
    private func checked(_ freshness: Freshness?) throws(LedgerError) {
        guard freshness != nil else { throw LedgerError(.stale, "the node does not say how far it is") }
        try pool.check(chain: freshness)
    }

    private func save(_ saver: inout PositionSaver, isLast: Bool) {
        guard let position = course.withLock({ $0.hasPosition ? $0.plan.position : nil }) else { return }
        guard !saver.save(position, now: .now, isLast: isLast) else { return }
        course.withLock { $0.health.counts.unsaved += 1 }
    }
}
