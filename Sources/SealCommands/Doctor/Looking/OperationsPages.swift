// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient

/// The ops listener of a server of ours: it wants no credential, and gets none.
enum OperationsPages {
    private static let patience = Duration.seconds(5)
    private static let maximumReply = 1 << 20

    typealias Answer = Seen<Result<ReadinessCheck.Page, Silence>>

    /// Both probes.
    static func probes(_ url: String) -> (live: Answer, ready: Answer) {
        var settings = ClientSettings()
        // A network of the operator's own, by the operator's word; nothing is said on it but the question.
        settings.allowsPlaintext = true
        guard let client = try? Client(settings) else { return (.unseen("no memory"), .unseen("no memory")) }
        return (page("\(url)/livez?verbose", client), page("\(url)/readyz?verbose", client))
    }

    private static func page(_ url: String, _ client: Client) -> Answer {
        var request = ClientRequest(.get, url)
        (request.timeout, request.maximumBody) = (patience, maximumReply)
        do throws(ClientError) {
            let response = try client.perform(request)
            return .seen(.success(.init(status: response.status, text: String(decoding: response.body, as: UTF8.self))))
        } catch { return .seen(.failure(Silence(reason: error.description))) }
    }
}
