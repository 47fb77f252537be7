// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import HTTPClient
internal import Kernel
internal import Telemetry

/// Asks servers' ops listeners, all at once: one that does not answer keeps nobody waiting for the others.
struct TopReader {
    /// A server to be asked.
    struct Place: Hashable, Sendable {
        var url: String
        var role: TopReading.Role

        /// `http://HOST:PORT`, with or without a slash at its end.
        init(_ url: String, _ role: TopReading.Role) {
            self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
            self.role = role
        }
    }

    let places: [Place]
    private let client: Client
    private let patience: Duration

    /// `patience` is how long one server may take.
    init(_ places: [Place], patience: Duration) throws(CommandFailure) {
        self.places = places
        self.patience = patience
        var settings = ClientSettings()
        // A network of the operator's own, by the operator's word; nothing is said on it but the question.
        settings.allowsPlaintext = true
        do throws(ClientError) { client = try Client(settings) } catch {
            throw CommandFailure(error.description, .software)
        }
    }

    /// What all of them say, in their order.
    func read() -> [TopReading] {
        let asked = ask()
        while true { if let readings = asked.readings(within: patience) { return readings } }
    }

    /// Asks all of them; their answers are waited for by whoever wants them.
    func ask() -> Asked {
        let answers = Monitor(Answers(count: places.count))
        for (index, place) in places.enumerated() {
            ask(place.url + "/metrics") { result in
                answers.withLock { $0.pages[index] = (result, .now) }
                answers.notifyAll()
            }
            ask(place.url + "/readyz") { result in
                answers.withLock { $0.readiness[index] = .some((try? result.get())?.status) }
                answers.notifyAll()
            }
        }
        return Asked(places: places, answers: answers)
    }

    /// Servers that were asked.
    struct Asked {
        fileprivate let places: [Place]
        fileprivate let answers: Monitor<Answers>

        /// What they say, once the last of them has answered or was given up; `nil` where that takes longer.
        func readings(within bound: Duration) -> [TopReading]? {
            guard let found = answers.wait(until: Monotonic.now.advanced(by: bound), for: { $0.isWhole ? $0 : nil })
            else { return nil }
            return places.enumerated().map { index, place in
                let (result, time) = found.pages[index] ?? (.failure(ClientError(.closed)), .now)
                let status = found.readiness[index] ?? nil
                return TopReading(
                    url: place.url, role: place.role, time: time, page: TopReader.page(result),
                    isReady: status.flatMap { [200: true, 503: false][$0] })
            }
        }
    }

    private func ask(
        _ url: String, _ completion: @escaping @Sendable (Result<ClientResponse, ClientError>) -> Void
    ) {
        var request = ClientRequest(.get, url)
        (request.timeout, request.maximumBody) = (patience, MetricsText.Limits().bytes)
        client.send(request, completion: completion)
    }

    /// A page, or why it is none, in a few words for a column.
    static func page(_ result: Result<ClientResponse, ClientError>) -> Result<MetricsText, Silence> {
        switch result {
        case .failure(let error): return .failure(Silence(reason: error.description))
        case .success(let response):
            guard response.status == 200 else { return .failure(Silence(reason: "it answers \(response.status)")) }
            do throws(MetricsTextError) { return .success(try MetricsText(response.body.span)) } catch {
                return .failure(Silence(reason: "no page of metrics (\(error.rawValue))"))
            }
        }
    }

    fileprivate struct Answers: Sendable {
        var pages: [(Result<ClientResponse, ClientError>, Monotonic)?]
        /// The status of each; the inner `nil` says that there was no answer.
        var readiness: [Int??]

        init(count: Int) {
            pages = .init(repeating: nil, count: count)
            readiness = .init(repeating: nil, count: count)
        }

        var isWhole: Bool { pages.allSatisfy { $0 != nil } && readiness.allSatisfy { $0 != nil } }
    }
}
