// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient

extension KubeError {
    /// What an answer that is no success means; `nil` for a success.
    init?(_ response: ClientResponse, tellsWhy: Bool = false) {
        guard !(200...299).contains(response.status) else { return nil }
        let asked = response.value("retry-after").flatMap { Int($0) }
        let status = KubeStatus(response.body, keepsMessage: tellsWhy)
        self.init(httpStatus: response.status, status, headerRetryAfter: asked)
    }

    /// The one place where an apiserver's statuses become ours.
    init(httpStatus status: Int, _ said: KubeStatus, headerRetryAfter: Int? = nil) {
        let code: Code =
            switch status {
            case 401: .unauthorized
            case 403: .forbidden
            case 404: .notFound
            case 409: said.reason == .alreadyExists ? .alreadyExists : .conflict
            case 410: .gone
            case 413: .tooLarge
            case 429: said.isBudget ? .budget : .throttled
            case 400...499: .invalid
            case 502: .broken
            case 503: .unavailable
            case 504: .timeout
            case 500...599: .serverError
            default: .broken
            }
        // What was asked to wait for in a way that is no number of seconds was not asked for; a date is never sent by an apiserver.
        let seconds = [headerRetryAfter, said.retryAfterSeconds].compactMap(\.self).first { (0...86_400).contains($0) }
        self.init(
            code, wasSent: true, status: status, retryAfter: seconds.map { .seconds($0) },
            sentence: said.message)
    }

    /// What a failed exchange means.
    init(_ error: ClientError) {
        let code: Code =
            switch error.code {
            case .resolve, .connect: .unreachable
            case .tls: .untrusted
            case .timeout: .timeout
            case .broken: .broken
            case .tooLarge: .tooLarge
            case .overloaded, .outOfMemory: .throttled
            case .cancelled, .closed: .cancelled
            case .invalidRequest, .plaintext: .invalid
            }
        self.init(code, wasSent: error.wasSent)
    }
}
