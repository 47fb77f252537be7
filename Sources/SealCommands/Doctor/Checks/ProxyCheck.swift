// SPDX-License-Identifier: Apache-2.0

/// Whether a proxy stands between the apiserver and us: Go asks one that its environment names, even for this machine's addresses.
struct ProxyCheck: Check {
    static let name = "proxy"

    /// The proxy's variables of the apiserver's process.
    let variables: Seen<[String: String]>
    /// Where our server listens, without the port.
    let host: String

    /// The names that matter; no others are looked at, because an environment holds secrets.
    static let names = ["HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"]

    var findings: [Finding] {
        variables.findings(Self.name) { variables in
            let proxy = variables["HTTPS_PROXY"] ?? variables["https_proxy"] ?? ""
            let exempt = (variables["NO_PROXY"] ?? variables["no_proxy"] ?? "").split(separator: ",").map {
                String($0.filter { !$0.isWhitespace })
            }
            let isLocal = host.hasPrefix("127.") || host == "localhost" || host == "::1"
            if proxy.isEmpty {
                return [Finding(check: Self.name, state: .ok, says: "the apiserver's environment names none")]
            }
            // Go leaves out localhost and loopback addresses by itself.
            if isLocal || exempt.contains("*") || exempt.contains(host) {
                return [Finding(check: Self.name, state: .ok, says: "there is one, and \(host) is asked without it")]
            }
            return [
                Finding(
                    check: Self.name, state: .failed,
                    says: "the apiserver asks \(host) by a proxy: NO_PROXY must name it",
                    fix: "sudo sealctl wire k3s")
            ]
        }
    }
}
