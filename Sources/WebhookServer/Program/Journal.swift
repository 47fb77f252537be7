// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import HTTPServer
internal import Kernel
internal import SealAuthN
internal import SuiLedger
internal import Telemetry

/// Turns what happens into log lines and metrics.
struct Journal: Sendable {
    let log: Log
    let metrics: WebhookMetrics

    /// What the engine reports.
    func take(_ event: ServerEvent) {
        switch event {
        case .listening(let listener, let address):
            log.info("listening", [.text("listener", listener), .text("address", address.description)])
        case .certificateLoaded(let listener, let notAfter):
            metrics.reloaded(.certificates, .success, at: .now)
            log.info(
                "certificate reloaded", [.text("listener", listener), .integer("not_after", notAfter.seconds)])
        case .certificateRefused(let listener, let failure):
            metrics.reloaded(.certificates, .failure, at: .now)
            log.error(
                "certificate refused, the old one stays",
                [
                    .text("listener", listener), .text("code", failure.code.rawValue),
                    .literal("reason", failure.detail),
                ])
        case .systemFailure(let error): log.error("system call failed", [.error(error)])
        case .outOfDescriptors:
            log.error("out of file descriptors: new connections are closed until some are free")
        case .draining: log.info("draining: no new connections, waiting for clients to close")
        case .stopped(let cut): log.info("stopped", [.integer("connections_cut", cut)])
        }
    }

    /// What the directory reports.
    func take(_ event: DirectoryEvent) {
        switch event {
        case .lookUpsFail(let error):
            log.warn(
                "look-ups fail", [.text("code", error.code.rawValue), .literal("reason", error.detail)])
        case .lookUpsWork: log.info("look-ups are answered again")
        }
    }

    /// What a look at the policy led to.
    func take(_ reload: PolicyStore.Reload) {
        switch reload {
        case .unchanged: break
        case .reloaded(let summary):
            metrics.policyReloads.add(to: .ok)
            begin(summary)
        case .failed(let error):
            metrics.policyReloads.add(to: .refused)
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
            log.info("ledger reloaded", [.integer("stakes", summary.stakes), .integer("seals", summary.seals)])
        case .failed(let error):
            metrics.reloaded(.ledger, .failure, at: .now)
            for problem in error.problems {
                log.error("ledger refused, the old one stays", [.text("problem", problem.description)])
            }
        }
    }
}
