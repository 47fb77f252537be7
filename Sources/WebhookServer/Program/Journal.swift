// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import Operations
internal import Telemetry

/// Turns what happens into log lines and metrics.
struct Journal: Sendable {
    let log: Log
    let metrics: WebhookMetrics
    /// Where it is written down, if anywhere.
    var audit: AuditLog?

    /// What the engine reports.
    var engine: ServerJournal {
        ServerJournal(log) { isLoaded in
            metrics.reloaded(.certificates, isLoaded ? .success : .failure, at: .now)
            audit?.record(.certificateReload, isLoaded ? .done : .refused, at: .now)
        }
    }

    /// What a look at the policy led to.
    func take(_ reload: PolicyStore.Reload) {
        switch reload {
        case .unchanged: break
        case .reloaded(let summary):
            metrics.policyReloads.add(to: .ok)
            audit?.record(.policyReload, .done, policy: summary.version, at: .now)
            begin(summary)
        case .failed(let error):
            metrics.policyReloads.add(to: .refused)
            audit?.record(.policyReload, .refused, at: .now)
            for problem in error.problems {
                log.error("policy refused, the old one stays", [.text("problem", problem.description)])
            }
        }
    }

    /// Which policy decides from now on, and what is to be known about it.
    func begin(_ policy: PolicyStore.Summary) {
        log.info("policy in force", [.text("version", policy.version)])
        for warning in policy.warnings { log.warn("policy", [.text("warning", warning)]) }
    }

    /// What a look at the ledger led to.
    func take(_ reload: FileLedger.Reload) {
        switch reload {
        case .unchanged: break
        case .reloaded(let summary):
            metrics.reloaded(.ledger, .success, at: .now)
            audit?.record(.ledgerReload, .done, ledger: summary, at: .now)
            log.info("ledger reloaded", [.integer("stakes", summary.stakes), .integer("seals", summary.seals)])
        case .failed(let error):
            metrics.reloaded(.ledger, .failure, at: .now)
            audit?.record(.ledgerReload, .refused, at: .now)
            for problem in error.problems {
                log.error("ledger refused, the old one stays", [.text("problem", problem.description)])
            }
        }
    }
}
