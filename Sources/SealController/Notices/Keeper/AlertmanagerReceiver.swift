// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient
internal import Kernel
internal import SuiLedger

/// Tells an Alertmanager by its API v2, and again each minute while an alert lasts.
final class AlertmanagerReceiver: NoticeReceiver {
    /// Where alerts are posted, below the Alertmanager's own URL.
    static let path = "/api/v2/alerts"

    let kind = ReceiverKind.alertmanager
    private let url: String
    private let duration: Duration
    private let cluster: Address
    private let client: Client
    private let book: Locked<AlertBook>

    /// Alerts last so long, unless the stake is restored before.
    init(_ url: String, lasting duration: Duration, cluster: Address, client: Client) {
        self.url = (url.hasSuffix("/") ? String(url.dropLast()) : url) + Self.path
        self.duration = duration
        self.cluster = cluster
        self.client = client
        book = Locked(AlertBook(lasting: duration))
    }

    func tell(_ notice: Notice, at now: Moment, completion: @escaping @Sendable (DeliveryOutcome) -> Void) {
        let alerts = book.withLock { $0.take(notice, at: now) }
        guard !alerts.isEmpty else { return completion(.told) }
        post(alerts, completion)
    }

    func tick(at now: Moment) {
        let alerts = book.withLock { $0.due(at: now) }
        // One that fails is told again a minute later.
        if !alerts.isEmpty { post(alerts) { _ in } }
    }

    func rest() { book.withLock { $0 = AlertBook(lasting: duration) } }

    private func post(_ alerts: [Alert], _ completion: @escaping @Sendable (DeliveryOutcome) -> Void) {
        let headers = [Header("Content-Type", "application/json")]
        var request = ClientRequest(.post, url, headers: headers, body: Alert.write(alerts, cluster: cluster))
        (request.timeout, request.maximumBody) = (WebhookReceiver.timeout, WebhookReceiver.maximumReply)
        client.send(request) { result in
            switch result {
            case .success(let response): completion(DeliveryOutcome(status: response.status))
            case .failure(let error): completion(DeliveryOutcome(error))
            }
        }
    }
}
