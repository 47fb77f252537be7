// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// What there is to set about requests that stand on chain.
extension ControllerSettings {
    static let requests = Setting(
        "requests", key: "requests.enabled", group: "Requests", .boolean, fallback: false,
        "Carries out what is asked for on chain, as whoever asks; needs the operator's key.")
    static let requestConcurrency = Setting(
        "request-concurrency", key: "requests.concurrency", group: "Requests", .integer(1...256), fallback: 32,
        "How many requests are carried out at once.")
    static let requestHosts = Setting(
        "request-hosts", key: "requests.allowedHosts", group: "Requests",
        ValueKind<String>.text("HOST", atMost: 253).list(atMost: 256), fallback: [],
        "From which hosts documents are fetched that requests name by address and hash; * for all. Without one, from none."
    )
    static let requestPrivateAddresses = Setting(
        "request-private-addresses", key: "requests.privateAddresses", group: "Requests", .boolean, fallback: false,
        "Fetches them from addresses of private networks and of this machine, too: what is there is then within strangers' reach."
    )
    static let requestAuthorities = Setting(
        "request-ca-file", key: "requests.caFile", group: "Requests", ValueKind<String>.path.optional, fallback: nil,
        "Authorities that those hosts' certificates are from, instead of the system's.")

    static let ofRequests: [any AnySetting] = [
        requests, requestConcurrency, requestHosts, requestPrivateAddresses, requestAuthorities,
    ]
}
