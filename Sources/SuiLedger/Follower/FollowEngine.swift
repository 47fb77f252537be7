// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient
internal import Kernel

/// Carries out what a ``FollowCourse`` decides.
final class FollowEngine: Sendable {
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
    private let mail = StreamMail<FollowCourse.Input>(maximumBytes: maximumBytes)

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

    func post(_ input: FollowCourse.Input) { mail.post(input) }

    /// Whether the peer waits for us.
    var isStreamHeld: Bool { mail.isHeld }

    func stop() { mail.stop() }

    /// The follower's thread.
    func run() {
        var reader = StreamReader()
        var saver = PositionSaver(path: settings.positionPath, interval: settings.saveInterval)
        take(.tick, &reader)
        while true {
            let (alarm, wantsStream) = course.withLock { ($0.alarm, $0.wantsStream) }
            let deadline = [alarm, saver.due].compactMap(\.self).min()
            switch mail.next(until: deadline, takesEvents: wantsStream) {
            case .stopped:
                mail.close()
                save(&saver, isLast: true)
                return
            case .nothing: break
            case .arrived(let inputs, let events, let wasHeld):
                if wasHeld { course.withLock { $0.health.counts.pauses += 1 } }
                for input in inputs { take(input, &reader) }
                for event in events { take(event, &reader) }
            }
            take(.tick, &reader)
            save(&saver, isLast: false)
        }
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
            case .close: mail.close()
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
        mail.open(reader.number) { deliver in
            pool.nodes[node].stream(call, idleTimeout: settings.idleTimeout, onEvent: deliver)
        }
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
