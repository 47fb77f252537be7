// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import HTTPClient
internal import Kernel
internal import Telemetry

/// Asks the processes of a cluster how far their audit logs are, all at once; knows that of this process by itself.
final class HeadPoll: HeadSource {
    /// How long a process may take.
    static let timeout = Duration.seconds(5)
    /// How many are asked.
    static let most = AnchorMemory.mostHeads - 1

    private let client: Client
    private let urls: [String]
    private let own: @Sendable () -> LogHead?
    private let log: Log
    private let places = Locked(HeadPlaces())

    private struct Round {
        var waiting: Int
        var said: [HeadPlaces.Said] = []
        var silent: [String] = []
    }

    /// Asks these addresses; `own` is asked without a request.
    init(_ client: Client, _ urls: [String], log: Log, own: @escaping @Sendable () -> LogHead?) {
        self.client = client
        self.urls = urls
        self.log = log
        self.own = own
    }

    func heads() -> (heads: [LogHead], refused: [HeadJudgement.Refused]) {
        let round = Monitor(Round(waiting: urls.count))
        for url in urls {
            var request = ClientRequest(.get, url)
            request.timeout = Self.timeout
            request.maximumBody = LogHead.longest
            client.send(request) { result in
                var head: LogHead?
                if case .success(let response) = result, response.status == 200 {
                    head = LogHead(json: response.body.span)
                }
                round.withLock { round in
                    if let head {
                        round.said.append(HeadPlaces.Said(head: head, place: url))
                    } else {
                        round.silent.append(url)
                    }
                    round.waiting -= 1
                }
                round.notifyAll()
            }
        }
        // Each request ends by itself.
        let (said, silent) = round.wait { $0.waiting == 0 ? ($0.said, $0.silent) : nil } ?? ([], [])
        for url in silent { log.warn("an audit log does not say how far it is", [.text("url", url)]) }
        let own = own()
        return places.withLock { $0.take(said, own: own) }
    }

    func believed(_ heads: [LogHead]) { places.withLock { $0.believed(heads) } }
}
