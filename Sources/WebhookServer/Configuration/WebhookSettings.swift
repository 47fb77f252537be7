// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import Configuration
internal import Kernel
internal import Operations
internal import SealAuthN

/// Everything that an operator can set on a webhook-server, each once.
///
/// No name is `port` or starts with `service`: where a Service is called `k3s-daas`, Kubernetes sets
/// `K3S_DAAS_PORT` and `K3S_DAAS_SERVICE_HOST` in every pod.
enum WebhookSettings {

    static let listenAddress = Setting(
        "listen-address", key: "listenAddress", group: "Listeners", ValueKind<SocketAddress>.address.list(atMost: 16),
        fallback: [SocketAddress("127.0.0.1:8443")].compactMap { $0 },
        "Where the apiserver asks, over TLS. A file may name several listeners with their own TLS settings instead.")
    static let certificateFile = CommonSettings.certificateFile(key: "tls.certFile", group: "Listeners")
    static let privateKeyFile = CommonSettings.privateKeyFile(key: "tls.privateKeyFile", group: "Listeners")
    static let minimumVersion = CommonSettings.minimumVersion(key: "tls.minVersion", group: "Listeners")
    static let http2 = Setting(
        "http2", key: "http2", group: "Listeners", .boolean, fallback: true,
        "Whether HTTP/2 is offered beside HTTP/1.1; an apiserver then sends all its reviews on one connection.")
    static let clientCAFile = Setting(
        "client-ca-file", key: "clientAuth.caFile", group: "Listeners", ValueKind<String>.path.optional, fallback: nil,
        "The authorities in PEM that issue the apiserver's client certificate.")
    static let clientAuth = Setting(
        "client-auth", key: "clientAuth.mode", group: "Listeners",
        ValueKind<WebhookConfiguration.ClientAuthentication.Mode>.oneOf.optional, fallback: nil,
        "Whether a client must show a certificate; required if a client CA is given. Without one, off must be said.")
    static let clientSubjectNames = Setting(
        "client-subject-names", key: "clientAuth.subjectNames", group: "Listeners",
        ValueKind<String>.text("NAME", atMost: 64).list(atMost: 64), fallback: [],
        "The common names of client certificates that are let in; all that the client CA issued, if none is given.")

    static let opsAddress = CommonSettings.opsAddress("127.0.0.1:9090")
    static let drainTimeout = Setting(
        "drain-timeout", key: "drainTimeout", group: "Operations", .duration(.zero ... .seconds(3600)),
        fallback: .seconds(95), "How long a stopping server waits for its clients; they keep idle connections for 90s.")

    static let ledgerFile = Setting(
        "ledger-file", key: "ledger.file", group: "Ledger", ValueKind<String>.path.optional, fallback: nil,
        "The YAML or JSON file of stakes and seals (see hash-token). Read again when it changes.")
    static let ledgerReloadInterval = Setting(
        "ledger-reload-interval", key: "ledger.reloadInterval", group: "Ledger",
        .duration(.milliseconds(10) ... .seconds(3600)), fallback: .milliseconds(250),
        "How often the ledger file is looked at for a change.")
    static let ledgerMaxSize = Setting(
        "ledger-max-size", key: "ledger.maxSize", group: "Ledger", .size(1024...256 << 20), fallback: 64 << 20,
        "The largest ledger file that is read.")

    static let policyFile = Setting(
        "policy-file", key: "policy.file", group: "Policy", ValueKind<String>.path.optional, fallback: nil,
        "The YAML or JSON file that says what a stake may do, instead of what is built in. Read again when it changes.")

    static let auditLog = Setting(
        "audit-log", key: "log.audit", group: "Logging", .auditDestination, fallback: .off,
        "Where one line per decision goes: off, - for standard output, or a file that is appended to.")

    static let maxConnections = Setting(
        "max-connections", key: "limits.connections", group: "Limits", .integer(1...1_000_000), fallback: 16_384,
        "The most connections at a time, over all loops.")
    static let maxHeadSize = Setting(
        "max-head-size", key: "limits.headSize", group: "Limits", .size(1024...1 << 20), fallback: 16 << 10,
        "The longest request line with header fields.")
    static let maxAuthenticateBody = Setting(
        "max-authenticate-body", key: "limits.authenticateBody", group: "Limits", .size(1024...2 << 20),
        fallback: 64 << 10,
        "The longest TokenReview; longer ones, up to 2MiB, are read, dropped and answered as not ours.")
    static let maxAuthorizeBody = Setting(
        "max-authorize-body", key: "limits.authorizeBody", group: "Limits", .size(1024...64 << 20), fallback: 1 << 20,
        "The longest SubjectAccessReview.")
    static let maxAdmitBody = Setting(
        "max-admit-body", key: "limits.admitBody", group: "Limits", .size(1024...256 << 20), fallback: 20 << 20,
        "The longest AdmissionReview; an object of 3MB can become 18MB in JSON.")
    static let maxBodyMemory = Setting(
        "max-body-memory", key: "limits.bodyMemory", group: "Limits", .size(1 << 20...64 << 30), fallback: 256 << 20,
        "The memory for all bodies in flight.")
    static let reservedBodyMemory = Setting(
        "reserved-body-memory", key: "limits.reservedBodyMemory", group: "Limits", .size(0...32 << 30),
        fallback: 32 << 20, "The part of it that only TokenReviews and SubjectAccessReviews may use.")
    static let handshakeTimeout = Setting(
        "handshake-timeout", key: "limits.handshakeTimeout", group: "Limits",
        .duration(.milliseconds(100) ... .seconds(60)), fallback: .seconds(10),
        "How long a TLS handshake may take.")
    static let headerTimeout = Setting(
        "header-timeout", key: "limits.headerTimeout", group: "Limits",
        .duration(.milliseconds(100) ... .seconds(60)), fallback: .seconds(5),
        "How long a request's head may take from its first byte.")
    static let bodyTimeout = Setting(
        "body-timeout", key: "limits.bodyTimeout", group: "Limits",
        .duration(.milliseconds(100) ... .seconds(120)), fallback: .seconds(10),
        "How long a request's body may take from its head.")
    static let idleTimeout = Setting(
        "idle-timeout", key: "limits.idleTimeout", group: "Limits", .duration(.seconds(1) ... .seconds(86_400)),
        fallback: .seconds(120),
        "How long a connection may wait for its next request; longer than the 90s after which the apiserver closes it.")
    static let answerTimeout = Setting(
        "answer-timeout", key: "limits.answerTimeout", group: "Limits",
        .duration(.milliseconds(100) ... .seconds(30)), fallback: .milliseconds(2500),
        "How long a decision may take before it is answered as unavailable.")

    static let allowRemoteAnonymous = Setting(
        "insecure-allow-remote-anonymous", key: "insecure.allowRemoteAnonymous", group: "Insecure", .boolean,
        fallback: false,
        "Lets clients from other machines ask without a client certificate: whoever reaches the port may try tokens.")

    /// What one listener may have of its own in a file.
    static let perListener: [any AnySetting] = [
        listenAddress, certificateFile, privateKeyFile, minimumVersion, http2, clientCAFile, clientAuth,
        clientSubjectNames,
    ]

    /// What means nothing without a ledger file.
    static let ledger: [any AnySetting] = [ledgerFile, ledgerReloadInterval, ledgerMaxSize]

    private static let logging: [any AnySetting] =
        [CommonSettings.logLevel, CommonSettings.logFormat, auditLog] + AuditSettings.all

    private static let limits: [any AnySetting] = [
        maxConnections, maxHeadSize, maxAuthenticateBody, maxAuthorizeBody, maxAdmitBody, maxBodyMemory,
        reservedBodyMemory, handshakeTimeout, headerTimeout, bodyTimeout, idleTimeout, answerTimeout,
    ]

    /// All of them, in the order in which help shows them.
    static let all: [any AnySetting] =
        [CommonSettings.config] + perListener + [opsAddress, drainTimeout, CommonSettings.loops] + ledger
        + ChainSettings.all + [policyFile]
        + identities
        + logging + limits
        + [allowRemoteAnonymous, CommonSettings.allowRemoteOps, ChainSettings.devLedger]
}
