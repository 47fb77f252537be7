// SPDX-License-Identifier: Apache-2.0

/// How an apiserver has fared when it asked us about writes, by its own count.
struct WebhookCallsCheck: Check {
    static let name = "webhook calls"

    /// Which apiserver.
    let about: String
    /// Its metrics in Prometheus' text format.
    let metrics: Seen<String>

    var findings: [Finding] {
        metrics.findings(Self.name, about) { text in
            var (asked, failed, open) = (0.0, 0.0, 0.0)
            for line in text.split(separator: "\n") where line.contains("\"\(RegistrationCheck.webhook)\"") {
                guard let value = line.split(separator: " ").last.flatMap({ Double($0) }) else { continue }
                if line.hasPrefix("apiserver_admission_webhook_admission_duration_seconds_count{") {
                    asked += value
                } else if line.hasPrefix("apiserver_admission_webhook_rejection_count{"),
                    line.contains("\"calling_webhook_error\"")
                {
                    failed += value
                } else if line.hasPrefix("apiserver_admission_webhook_fail_open_count{") {
                    open += value
                }
            }
            func finding(_ state: Finding.State, _ says: String, _ fix: String? = nil) -> [Finding] {
                [Finding(check: Self.name, about: about, state: state, says: says, fix: fix)]
            }
            if open > 0 {
                return finding(
                    .failed, "\(Int(open)) writes were let through while we were away: failurePolicy was Ignore",
                    "sudo sealctl wire k3s")
            }
            if failed > 0 {
                return finding(
                    .warning, "\(Int(failed)) of \(Int(asked)) questions since its start were not answered in time",
                    "journalctl -u \(ReadinessCheck.unit) --since -1h")
            }
            if asked == 0 { return finding(.skipped, "it has not asked about a write since its start") }
            return finding(.ok, "\(Int(asked)) questions since its start, each answered")
        }
    }
}
