// SPDX-License-Identifier: Apache-2.0
internal import HTTPServer
internal import Kernel
internal import SealAuthN
internal import SuiLedger
internal import Telemetry

/// Turns what happens into log lines.
struct ControllerJournal: Sendable {
    let log: Log
    let serverKey: ServerKey

    /// What the engine reports.
    func take(_ event: ServerEvent) {
        switch event {
        case .listening(let listener, let address):
            log.info("listening", [.text("listener", listener), .text("address", address.description)])
        case .certificateLoaded(let listener, let notAfter):
            // Challenges are bound to the key that the listener shows from now on.
            serverKey.reload()
            log.info("certificate reloaded", [.text("listener", listener), .integer("not_after", notAfter.seconds)])
        case .certificateRefused(let listener, let failure):
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
            log.warn("look-ups fail", [.text("code", error.code.rawValue), .literal("reason", error.detail)])
        case .lookUpsWork: log.info("look-ups are answered again")
        }
    }
}
