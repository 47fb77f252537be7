// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient
internal import Kernel

/// Carries out what a ``WatchCourse`` decides.
final class WatchEngine: Sendable {
    /// What the client's thread has left for the watch's.
    private struct Inbox: Sendable {
        var inputs: [WatchCourse.Input] = []
        /// Parts of a list, to be read on the watch's thread.
        var replies: [(ask: Int, reply: KubeReply)] = []
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
        case arrived([WatchCourse.Input], [(ask: Int, reply: KubeReply)], [StreamEvent])
        case nothing
    }

    /// What may wait for the watch's thread; more is left with the apiserver.
    private static let maximumBytes = 4 << 20
    /// How long a part of a list may take.
    private static let listTimeout = Duration.seconds(60)
    /// How long nothing may come: an apiserver sends a bookmark about once a minute.
    private static let idleTimeout = Duration.seconds(150)
    /// What is added to the time that the apiserver was asked to end a watch after.
    private static let slack = Duration.seconds(30)

    private let link: KubeLink
    private let plan: KubeWatchPlan
    private let onEvent: @Sendable (KubeWatchEvent) -> Void
    private let inbox = Monitor(Inbox())

    init(_ link: KubeLink, _ plan: KubeWatchPlan, _ onEvent: @escaping @Sendable (KubeWatchEvent) -> Void) {
        self.link = link
        self.plan = plan
        self.onEvent = onEvent
    }

    func stop() {
        inbox.withLock { $0.isStopped = true }
        inbox.notifyAll()
    }

    /// The watch's thread.
    func run() {
        var course = WatchCourse(pageSize: plan.pageSize)
        var reader = WatchReader()
        take(.tick, &course, &reader)
        while true {
            switch next(until: course.alarm) {
            case .stopped: return closeStream()
            case .nothing: break
            case .arrived(let inputs, let replies, let events):
                for input in inputs { take(input, &course, &reader) }
                for (ask, reply) in replies { take(Self.page(ask, reply), &course, &reader) }
                for event in events {
                    let stream = reader.stream
                    for input in reader.read(event) { take(input, &course, &reader) }
                    // What is left was brought by a stream that is no longer read.
                    if reader.stream != stream { break }
                }
            }
            take(.tick, &course, &reader)
        }
    }

    private func next(until deadline: Monotonic?) -> Mail {
        let mail = inbox.wait(until: deadline) { inbox -> Mail? in
            if inbox.isStopped { return .stopped }
            guard !inbox.inputs.isEmpty || !inbox.replies.isEmpty || !inbox.events.isEmpty else { return nil }
            let mail = Mail.arrived(inbox.inputs, inbox.replies, inbox.events)
            if inbox.isPaused { inbox.task?.resume() }
            (inbox.inputs, inbox.replies) = ([], [])
            (inbox.events, inbox.bytes, inbox.isPaused) = ([], 0, false)
            return mail
        }
        return mail ?? .nothing
    }

    private func take(_ input: WatchCourse.Input, _ course: inout WatchCourse, _ reader: inout WatchReader) {
        var dice = SystemRandomNumberGenerator()
        for action in course.take(input, at: .now, using: &dice) {
            switch action {
            case .tell(let event): if !isStopped { onEvent(event) }
            case .list(let ask, let limit, let continuation): list(ask, limit, continuation)
            case .close: closeStream()
            case .watch(let stream, let version, let seconds):
                closeStream()
                reader = WatchReader(stream)
                open(stream, version, seconds)
            }
        }
    }

    private var isStopped: Bool { inbox.withLock { $0.isStopped } }

    private func list(_ ask: Int, _ limit: Int, _ continuation: String?) {
        let call = plan.list(limit: limit, continue: continuation).timeout(Self.listTimeout)
        do throws(KubeError) { try call.check() } catch { return post(.listFailed(ask: ask, error)) }
        let exchange = KubeExchange(link, call) { [weak self] result in
            guard let self else { return }
            switch result {
            case .failure(let error): post(.listFailed(ask: ask, error))
            case .success(let reply):
                inbox.withLock { $0.replies.append((ask, reply)) }
                inbox.notifyAll()
            }
        }
        exchange.attempt()
    }

    private static func page(_ ask: Int, _ reply: KubeReply) -> WatchCourse.Input {
        do throws(KubeError) {
            let list = try reply.list()
            return .page(ask: ask, list.items, continuation: list.continuation, version: list.resourceVersion)
        } catch { return .listFailed(ask: ask, error) }
    }

    private func open(_ stream: Int, _ version: String, _ seconds: Int) {
        let call = plan.list(limit: plan.pageSize, continue: nil)
        let query = call.query.filter { $0.name != "limit" } + KubeWatchPlan.query(from: version, seconds: seconds)
        var request = call.request(to: link.configuration.server, query: query)
        request.timeout = .seconds(seconds) + Self.slack
        request.idleTimeout = Self.idleTimeout
        request.isAlone = true
        do throws(KubeError) { request.headers += try link.credentials(at: .now) } catch {
            return post(.ended(stream: stream, error))
        }
        inbox.withLock { inbox in
            (inbox.stream, inbox.task, inbox.isPaused) = (stream, nil, false)
            (inbox.events, inbox.bytes) = ([], 0)
        }
        let task = link.client.stream(request) { [weak self] event in self?.arrived(event, of: stream) }
        inbox.withLock { if $0.stream == stream { $0.task = task } }
    }

    private func post(_ input: WatchCourse.Input) {
        inbox.withLock { $0.inputs.append(input) }
        inbox.notifyAll()
    }

    /// On the client's thread: never waits; where too much has come already, the apiserver does.
    private func arrived(_ event: StreamEvent, of stream: Int) {
        if case .head(status: 401, _) = event { _ = link.tokenWasRefused() }
        inbox.withLock { inbox in
            guard inbox.stream == stream, !inbox.isStopped else { return }
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
}
