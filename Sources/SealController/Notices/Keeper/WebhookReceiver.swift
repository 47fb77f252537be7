// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import HTTPClient
internal import Kernel
internal import SuiLedger

/// Tells by a signed POST to a program of the operator's.
final class WebhookReceiver: NoticeReceiver {
    /// How long one exchange may take.
    static let timeout = Duration.seconds(10)
    /// What an answer may have: it is not read.
    static let maximumReply = 64 * 1024

    let kind = ReceiverKind.webhook
    private let url: String
    private let secret: Secret
    private let cluster: Address
    private let client: Client

    init(_ url: String, secret: consuming Secret, cluster: Address, client: Client) {
        self.url = url
        self.secret = secret
        self.cluster = cluster
        self.client = client
    }

    func tell(_ notice: Notice, at now: Moment, completion: @escaping @Sendable (DeliveryOutcome) -> Void) {
        let body = NoticeBody.write(notice, cluster: cluster)
        let headers: [Header]
        do throws(CryptoError) {
            headers = try NoticeSignature.headers(
                body, id: NoticeBody.id(notice, cluster: cluster), secret: secret, at: now.wall)
        } catch { return completion(.failed(.unavailable)) }
        var request = ClientRequest(.post, url, headers: headers, body: body)
        (request.timeout, request.maximumBody) = (Self.timeout, Self.maximumReply)
        client.send(request) { result in
            switch result {
            case .success(let response): completion(DeliveryOutcome(status: response.status))
            case .failure(let error): completion(DeliveryOutcome(error))
            }
        }
    }
}
