// SPDX-License-Identifier: Apache-2.0
public import HTTPServer
internal import Kernel
public import Telemetry

/// Turns what the engine reports into log lines.
public struct ServerJournal: Sendable {
    private let log: Log
    private let certificates: @Sendable (_ isLoaded: Bool) -> Void

    /// Writes to `log`; `certificates` hears first whether one was loaded or refused.
    public init(_ log: Log, certificates: @escaping @Sendable (_ isLoaded: Bool) -> Void) {
        self.log = log
        self.certificates = certificates
    }

    /// What the engine reports.
    public func take(_ event: ServerEvent) {
        switch event {
        case .listening(let listener, let address):
            log.info("listening", [.text("listener", listener), .text("address", address.description)])
        case .certificateLoaded(let listener, let notAfter):
            certificates(true)
            log.info("certificate reloaded", [.text("listener", listener), .integer("not_after", notAfter.seconds)])
        case .certificateRefused(let listener, let failure):
            certificates(false)
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
}
