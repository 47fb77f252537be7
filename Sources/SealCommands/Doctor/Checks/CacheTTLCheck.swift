// SPDX-License-Identifier: Apache-2.0

/// How long an apiserver goes on believing a token that we have taken back.
struct CacheTTLCheck: Check {
    static let name = "token cache"
    static let flag = "authentication-token-webhook-cache-ttl"

    /// Which apiserver.
    let about: String
    let flags: Seen<ApiserverFlags>

    /// What an apiserver takes if it is not told.
    private static let usual = "2m0s"
    private static let longest = 10.0
    /// A cache before that one, which no flag turns off.
    private static let outer = 10.0

    var findings: [Finding] {
        flags.findings(Self.name, about) { flags in
            guard flags["authentication-token-webhook-config-file"] != nil else {
                return [
                    Finding(check: Self.name, about: about, state: .skipped, says: "it does not ask us about tokens")
                ]
            }
            let text = flags[Self.flag] ?? Self.usual
            guard let seconds = Self.seconds(text) else {
                return [failed("\(Self.flag) is \(text), which is no duration")]
            }
            let worst = "\(Int((max(seconds, 0) + Self.outer).rounded(.up))) s"
            guard seconds <= Self.longest else {
                return [
                    failed(
                        "\(Self.flag) is \(text): who was slashed reads on for up to \(worst); it must be 10s at most")
                ]
            }
            return [
                Finding(
                    check: Self.name, about: about, state: .ok,
                    says: "\(text): who was slashed reads on for \(worst) at most")
            ]
        }
    }

    private func failed(_ says: String) -> Finding {
        Finding(check: Self.name, about: about, state: .failed, says: says, fix: "sudo sealctl wire k3s")
    }

    /// A duration as Go writes it, in seconds: `1m30s`, `10s`, `1.5h`, `500ms`, `0`.
    static func seconds(_ text: String) -> Double? {
        if text == "0" { return 0 }
        let units: [String: Double] = ["h": 3600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9]
        var rest = text[...]
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            rest = rest[number.endIndex...]
            let unit = rest.prefix { !($0.isASCII && $0.isNumber || $0 == ".") }
            rest = rest[unit.endIndex...]
            guard let value = Double(number), let factor = units[String(unit)] else { return nil }
            total += value * factor
        }
        return total
    }
}
