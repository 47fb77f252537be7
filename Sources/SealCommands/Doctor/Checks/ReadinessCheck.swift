// SPDX-License-Identifier: Apache-2.0

/// What our server says of itself on its ops listener.
struct ReadinessCheck: Check {
    /// A page as it was served.
    struct Page: Sendable, Hashable {
        var status: Int
        var text: String
    }

    /// Where it was asked.
    let about: String
    let live: Seen<Result<Page, Silence>>
    let ready: Seen<Result<Page, Silence>>

    static let unit = "k3s-daas"

    var findings: [Finding] {
        let alive = live.findings("server", about) { answer in
            guard case .success(let page) = answer else { return silence(answer) }
            if page.status == 200 { return [Finding(check: "server", about: about, state: .ok, says: "alive")] }
            return failures(of: page, "server", fix: "systemctl restart \(Self.unit)")
        }
        guard case .seen(.success) = live else { return alive }
        return alive
            + ready.findings("readiness", about) { answer in
                guard case .success(let page) = answer else { return silence(answer) }
                if page.status == 200 { return [Finding(check: "readiness", about: about, state: .ok, says: "ready")] }
                return failures(of: page, "readiness", fix: "journalctl -u \(Self.unit) -p warning --since -1h")
            }
    }

    private func silence(_ answer: Result<Page, Silence>) -> [Finding] {
        guard case .failure(let silence) = answer else { return [] }
        return [
            Finding(
                check: "server", about: about, state: .failed,
                says: "\(silence.reason): while it is away, tokens and writes are refused",
                fix: "systemctl status \(Self.unit)")
        ]
    }

    /// A finding for each line that fails, `[-]name failed: reason`, as Kubernetes' own components write them.
    private func failures(of page: Page, _ check: String, fix: String) -> [Finding] {
        let lines = page.text.split(separator: "\n").filter { $0.hasPrefix("[-]") }.map { $0.dropFirst(3) }
        guard page.status == 503, !lines.isEmpty else {
            return [
                Finding(
                    check: check, about: about, state: .failed,
                    says: "it answers \(page.status), which our server never does: another program has its port",
                    fix: "ss -ltnp")
            ]
        }
        return lines.map { line in
            Finding(check: check, about: about, state: .failed, says: String(line.prefix(300)), fix: fix)
        }
    }
}
