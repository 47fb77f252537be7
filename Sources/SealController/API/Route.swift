// SPDX-License-Identifier: Apache-2.0
internal import HTTPServer
internal import Telemetry
internal import WorkerProtocol

/// What the public API answers; closed, and in one place who may ask for what, and how.
enum Route: String, MetricLabel {
    case challenge
    case attestation
    case securityContext = "security_context"
    case kubectlConfig = "kubectl_config"
    case registerWorker = "register_worker"
    case heartbeat
    case contractCall = "contract_call"
    case stakingStatus = "staking_status"
    case nodes
    case transactions
    /// Anything else.
    case none

    /// Who may ask.
    enum Access: Equatable {
        /// Anybody.
        case anybody
        /// Whoever holds a seal that is live, whatever the stake behind it is worth: about themselves.
        case holder
        /// Whoever holds a seal with a stake that is good.
        case staker
        /// Whoever holds a worker's seal; what its stake is worth is looked at by who answers.
        case worker
    }

    /// Finds what a path names, exactly as it was sent.
    init(_ path: Span<UInt8>) {
        self = Self.allCases.first { $0 != .none && path.equals($0.path) } ?? .none
    }

    /// The path.
    var path: StaticString {
        switch self {
        case .challenge: APIPath.challenge
        case .attestation: APIPath.attestation
        case .securityContext: APIPath.securityContext
        case .kubectlConfig: APIPath.kubectlConfig
        case .registerWorker: APIPath.registerWorker
        case .heartbeat: APIPath.heartbeat
        case .contractCall: APIPath.contractCall
        case .stakingStatus: APIPath.stakingStatus
        case .nodes: APIPath.nodes
        case .transactions: APIPath.transactions
        case .none: ""
        }
    }

    /// Who may ask.
    var access: Access {
        switch self {
        case .challenge, .attestation, .securityContext, .kubectlConfig, .none: .anybody
        case .registerWorker, .heartbeat: .worker
        case .stakingStatus, .transactions: .holder
        case .contractCall, .nodes: .staker
        }
    }

    /// Whether it is asked for in this way.
    func allows(_ method: Method) -> Bool {
        switch self {
        case .challenge, .registerWorker, .heartbeat, .contractCall: method == .post
        case .attestation: method == .get || method == .head || method == .post
        case .securityContext, .kubectlConfig, .stakingStatus, .nodes, .transactions:
            method == .get || method == .head
        case .none: false
        }
    }

    /// The same for people.
    var methods: StaticString {
        switch self {
        case .challenge, .registerWorker, .heartbeat, .contractCall: "this is asked for with POST"
        case .attestation: "this is asked for with GET or POST"
        default: "this is asked for with GET"
        }
    }

    /// The header lines of an answer that says so: RFC 9110 §10.2.1.
    var allowed: StaticString {
        switch self {
        case .challenge, .registerWorker, .heartbeat, .contractCall:
            "Allow: POST\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        case .attestation:
            "Allow: GET, HEAD, POST\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        default: "Allow: GET, HEAD\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        }
    }

    /// The longest body that is looked at.
    var bodyLimit: Int {
        switch self {
        case .challenge: ChallengeRequest.maximumBytes
        case .registerWorker: JoinRequest.maximumBytes
        case .heartbeat: Heartbeat.maximumBytes
        case .contractCall: ViewCall.maximumBytes
        default: 0
        }
    }
}

extension Span where Element == UInt8 {
    /// Whether it is this text.
    func equals(_ literal: StaticString) -> Bool {
        literal.withUTF8Buffer { text in
            guard text.count == count else { return false }
            return text.indices.allSatisfy { unsafe self[$0] == text[$0] }
        }
    }
}
