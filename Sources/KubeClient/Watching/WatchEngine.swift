// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient
internal import Kernel

/// Carries out what a ``WatchCourse`` decides.
final class WatchEngine: Sendable {
    /// What is left for the watch's thread beside the stream's events.
    private enum Note: Sendable {
        case input(WatchCourse.Input)
        /// A part of a list, to be read on the watch's thread.
        case reply(ask: Int, KubeReply)
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
    private let mail = StreamMail<Note>(maximumBytes: maximumBytes)

    init(_ link: KubeLink, _ plan: KubeWatchPlan, _ onEvent: @escaping @Sendable (KubeWatchEvent) -> Void) {
        self.link = link
        self.plan = plan
        self.onEvent = onEvent
    }

    func stop() { mail.stop() }

    /// The watch's thread.
    func run() {
        var course = WatchCourse(pageSize: plan.pageSize)
        var reader = WatchReader()
        take(.tick, &course, &reader)
        while true {
            switch mail.next(until: course.alarm) {
            case .stopped: return mail.close()
            case .nothing: break
            case .arrived(let notes, let events, _):
                for note in notes { take(Self.input(note), &course, &reader) }
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

    private func take(_ input: WatchCourse.Input, _ course: inout WatchCourse, _ reader: inout WatchReader) {
        var dice = SystemRandomNumberGenerator()
        for action in course.take(input, at: .now, using: &dice) {
            switch action {
            case .tell(let event): if !mail.isStopped { onEvent(event) }
            case .list(let ask, let limit, let continuation): list(ask, limit, continuation)
            case .close: mail.close()
            case .watch(let stream, let version, let seconds):
                mail.close()
                reader = WatchReader(stream)
                open(stream, version, seconds)
            }
        }
    }

    private func list(_ ask: Int, _ limit: Int, _ continuation: String?) {
        let call = plan.list(limit: limit, continue: continuation).timeout(Self.listTimeout)
        do throws(KubeError) { try call.check() } catch { return post(.listFailed(ask: ask, error)) }
        let exchange = KubeExchange(link, call) { [weak self] result in
            guard let self else { return }
            switch result {
            case .failure(let error): post(.listFailed(ask: ask, error))
            case .success(let reply): mail.post(.reply(ask: ask, reply))
            }
        }
        exchange.attempt()
    }

    private static func input(_ note: Note) -> WatchCourse.Input {
        switch note {
        case .input(let input): input
        case .reply(let ask, let reply): page(ask, reply)
        }
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
        mail.open(stream) { deliver in
            link.client.stream(request) { [weak self] event in
                if case .head(status: 401, _) = event { _ = self?.link.tokenWasRefused() }
                deliver(event)
            }
        }
    }

    private func post(_ input: WatchCourse.Input) { mail.post(.input(input)) }
}
