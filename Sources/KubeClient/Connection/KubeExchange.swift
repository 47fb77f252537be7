// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient
internal import Kernel

/// One call with all its attempts; nobody holds it but what it waits for.
final class KubeExchange: Sendable {
    private let link: KubeLink
    private let call: KubeCall
    private let plan: Locked<RetryPlan>
    private let completion: @Sendable (Result<KubeReply, KubeError>) -> Void

    init(
        _ link: KubeLink, _ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void
    ) {
        self.link = link
        self.call = call
        self.completion = completion
        let deadline = Monotonic.now.advanced(by: call.timeout)
        plan = Locked(RetryPlan(link.settings.retries, isRead: call.isRead, deadline: deadline))
    }

    /// Tries once; calls back, or tries again later.
    func attempt() {
        let now = Monotonic.now
        let left = plan.withLock { $0.deadline }.since(now)
        guard left > .zero else { return completion(.failure(KubeError(.timeout))) }
        var request = call.request(to: link.configuration.server, query: call.query)
        request.timeout = left
        request.connectTimeout = min(request.connectTimeout, left)
        request.maximumBody = link.settings.maximumAnswer
        do throws(KubeError) { request.headers += try link.credentials(at: now) } catch {
            return completion(.failure(error))
        }
        link.client.send(request) { self.take($0) }
    }

    private func take(_ result: Result<ClientResponse, ClientError>) {
        let error: KubeError
        switch result {
        case .failure(let failure): error = KubeError(failure)
        case .success(let response):
            guard let refusal = KubeError(response, tellsWhy: call.tellsWhy) else {
                return completion(.success(KubeReply(status: response.status, body: response.body)))
            }
            error = refusal
        }
        let canRenew = error.code == .unauthorized && link.tokenWasRefused()
        let decision = plan.withLock { plan in
            var dice = SystemRandomNumberGenerator()
            return plan.decide(error, canRenewToken: canRenew, at: .now, using: &dice)
        }
        switch decision {
        case .giveUp(let error): completion(.failure(error))
        case .again(let time): link.client.call(at: time) { self.attempt() }
        }
    }
}
