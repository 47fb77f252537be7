// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import Configuration
internal import Kernel
internal import Operations

/// Everything that an operator can set on a seal-controller, each once.
enum ControllerSettings {

    static let listenAddress = Setting(
        "listen-address", key: "api.listenAddress", group: "API", ValueKind<SocketAddress>.address.list(atMost: 16),
        fallback: [SocketAddress("0.0.0.0:9443")].compactMap { $0 },
        "Where the public API is served, over TLS, to stakers, their machines, and anybody.")
    static let certificateFile = CommonSettings.certificateFile(key: "api.tls.certFile", group: "API")
    static let privateKeyFile = CommonSettings.privateKeyFile(key: "api.tls.privateKeyFile", group: "API")
    static let minimumVersion = CommonSettings.minimumVersion(key: "api.tls.minVersion", group: "API")
    static let audience = Setting(
        "audience", key: "api.audience", group: "API", .text("NAME", atMost: 256), fallback: "k3s",
        "Whom signed tokens are for, as it stands in the kubeconfig that is given out.")

    static let opsAddress = CommonSettings.opsAddress("127.0.0.1:9092")
    static let drainTimeout = Setting(
        "drain-timeout", key: "drainTimeout", group: "Operations", .duration(.zero ... .seconds(3600)),
        fallback: .seconds(20), "How long a stopping server waits for its clients.")

    static let attestationSource = Setting(
        "attestation-source", key: "attestation.source", group: "Enclave", ValueKind<String>.url.optional,
        fallback: nil,
        "Where enclave-boot is asked for attestations, such as https://127.0.0.1:9444; without it there are none.")
    static let attestationAuthority = Setting(
        "attestation-ca-file", key: "attestation.caFile", group: "Enclave", ValueKind<String>.path.optional,
        fallback: nil, "The certificate in PEM that enclave-boot's listener is known by; the system's if not given.")

    static let perStaker = Setting(
        "requests-per-staker", key: "limits.perStaker", group: "Limits", .integer(1...1_000_000), fallback: 100,
        "How many requests one staker may send in a minute.")
    static let perAddress = Setting(
        "requests-per-address", key: "limits.perAddress", group: "Limits", .integer(1...1_000_000), fallback: 60,
        "How many requests may come from one address in a minute without a good seal; of IPv6, from one /64.")
    static let maxConnections = Setting(
        "max-connections", key: "limits.connections", group: "Limits", .integer(1...1_000_000), fallback: 4_096,
        "The most connections at a time, over all loops.")
    static let maxBodyMemory = Setting(
        "max-body-memory", key: "limits.bodyMemory", group: "Limits", .size(1 << 20...1 << 30), fallback: 16 << 20,
        "The memory for all bodies in flight.")
    static let handshakeTimeout = Setting(
        "handshake-timeout", key: "limits.handshakeTimeout", group: "Limits",
        .duration(.milliseconds(100) ... .seconds(60)), fallback: .seconds(10), "How long a TLS handshake may take.")
    static let headerTimeout = Setting(
        "header-timeout", key: "limits.headerTimeout", group: "Limits",
        .duration(.milliseconds(100) ... .seconds(60)), fallback: .seconds(5),
        "How long a request's head may take from its first byte.")
    static let bodyTimeout = Setting(
        "body-timeout", key: "limits.bodyTimeout", group: "Limits", .duration(.milliseconds(100) ... .seconds(120)),
        fallback: .seconds(10), "How long a request's body may take from its head.")
    static let idleTimeout = Setting(
        "idle-timeout", key: "limits.idleTimeout", group: "Limits", .duration(.seconds(1) ... .seconds(86_400)),
        fallback: .seconds(60), "How long a connection may wait for its next request.")
    static let answerTimeout = Setting(
        "answer-timeout", key: "limits.answerTimeout", group: "Limits", .duration(.seconds(1) ... .seconds(120)),
        fallback: .seconds(45), "How long an answer may take; a join waits for a transaction.")

    static let auditLog = Setting(
        "audit-log", key: "log.audit", group: "Logging", .auditDestination, fallback: .off,
        "Where one line per join and per refused token goes: off, - for standard output, or a file that is appended to."
    )

    private static let api: [any AnySetting] = [
        listenAddress, certificateFile, privateKeyFile, minimumVersion, audience,
    ]
    private static let limits: [any AnySetting] = [
        perStaker, perAddress, maxConnections, maxBodyMemory, handshakeTimeout, headerTimeout, bodyTimeout,
        idleTimeout, answerTimeout,
    ]

    /// All of them, in the order in which help shows them.
    static let all: [any AnySetting] =
        [CommonSettings.config] + api + [opsAddress, drainTimeout, CommonSettings.loops] + ChainSettings.all
        + kubernetes
        + [attestationSource, attestationAuthority] + limits
        + [CommonSettings.logLevel, CommonSettings.logFormat, auditLog] + audit
        + [CommonSettings.allowRemoteOps, ChainSettings.devLedger]
}

extension ValueKind where Value == String {
    /// `https://HOST[:PORT]`, and nothing behind it.
    static var url: ValueKind {
        ValueKind(
            "URL",
            read: { text throws(ValueRefusal) in
                let host = text.dropFirst("https://".count)
                guard text.hasPrefix("https://"), !host.isEmpty, text.utf8.count <= 300,
                    host.utf8.allSatisfy({ byte in
                        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                            || [0x2D, 0x2E, 0x3A, 0x5B, 0x5D].contains(byte)
                    })
                else { throw ValueRefusal("must be https://HOST[:PORT]") }
                return text
            }, write: { $0 })
    }
}
