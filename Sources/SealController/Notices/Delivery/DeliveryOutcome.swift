// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient
internal import KubeClient
internal import Telemetry

/// Why a receiver was not told; closed.
enum DeliveryFailure: String, Sendable, CaseIterable, MetricLabel {
    /// Nobody answers there.
    case unreachable
    /// It is not who it should be.
    case untrusted
    case timeout
    /// The connection broke, or what came is no answer.
    case broken
    /// It does not let us.
    case forbidden
    /// It cannot take it now.
    case unavailable
    /// It does not take this one, now or later.
    case refused
    /// Somebody called it off.
    case cancelled
}

/// What came of telling a receiver once.
enum DeliveryOutcome: Hashable, Sendable {
    case told
    case failed(DeliveryFailure)

    /// An answer over HTTP: a redirect is none that is followed.
    init(status: Int) {
        switch status {
        case 200...299: self = .told
        case 401, 403, 404, 407: self = .failed(.forbidden)
        case 408, 425, 429, 300...399, 500...599: self = .failed(.unavailable)
        case 400...499: self = .failed(.refused)
        default: self = .failed(.broken)
        }
    }

    init(_ error: ClientError) {
        switch error.code {
        case .resolve, .connect, .plaintext: self = .failed(.unreachable)
        case .tls: self = .failed(.untrusted)
        case .timeout: self = .failed(.timeout)
        case .invalidRequest: self = .failed(.refused)
        case .broken, .tooLarge: self = .failed(.broken)
        case .overloaded, .outOfMemory: self = .failed(.unavailable)
        case .cancelled, .closed: self = .failed(.cancelled)
        }
    }

    init(_ error: KubeError) {
        switch error.code {
        case .alreadyExists: self = .told
        case .unreachable: self = .failed(.unreachable)
        case .untrusted: self = .failed(.untrusted)
        case .timeout: self = .failed(.timeout)
        case .forbidden, .unauthorized, .credentials, .notFound: self = .failed(.forbidden)
        case .invalid, .tooLarge, .conflict, .gone, .budget: self = .failed(.refused)
        case .throttled, .unavailable, .serverError: self = .failed(.unavailable)
        case .broken: self = .failed(.broken)
        case .cancelled: self = .failed(.cancelled)
        }
    }
}
