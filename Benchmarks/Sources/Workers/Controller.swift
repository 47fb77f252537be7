// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import Kernel
import WorkerProtocol

/// The controller, as machines see it.
final class Controller: Sendable {
    private let client: Client
    private let base: String

    init(_ base: String, authorities: String) throws {
        var settings = ClientSettings()
        settings.certificateAuthorities = authorities
        // As many connections as machines: none waits for another's answer.
        settings.maximumExchanges = 4096
        settings.connectionsPerHost = 2048
        client = try Client(settings)
        self.base = base
    }

    /// Sends a message and calls back with the answer and how long it took.
    func post(
        _ path: StaticString, _ body: [UInt8], token: String?,
        _ completion: @escaping @Sendable (_ body: [UInt8]?, _ fault: String, _ took: Duration) -> Void
    ) {
        var headers = [Header("content-type", "application/json")]
        if let token { headers.append(Header("authorization", "Bearer \(token)")) }
        var request = ClientRequest(.post, base + "\(path)", headers: headers, body: body)
        request.timeout = .seconds(60)
        let began = Monotonic.now
        client.send(request) { result in
            let took = Monotonic.now.since(began)
            switch result {
            case .success(let response) where (200..<300).contains(response.status):
                completion(response.body, "", took)
            case .success(let response):
                completion(nil, "\(response.status) \(String(decoding: response.body, as: UTF8.self))", took)
            case .failure(let error): completion(nil, error.description, took)
            }
        }
    }
}
