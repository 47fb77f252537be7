// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Telemetry

/// Where lines go: the log to standard error, joins and refusals to a stream of their own.
struct ControllerStreams: Sendable {
    let log: LineSink
    let audit: LineSink?

    init(_ configuration: ControllerConfiguration) throws(SystemError) {
        log = try LineSink(.standardError)
        switch configuration.auditLog {
        case .off: audit = nil
        case .standardOutput: audit = try LineSink(.standardOutput)
        case .file(let path): audit = try LineSink(.file(path))
        }
    }

    /// For metrics.
    var named: [(name: String, sink: LineSink)] {
        [("log", log)] + (audit.map { [("audit", $0)] } ?? [])
    }

    /// Opens files anew, after they were rotated.
    func reopen() {
        log.reopen()
        audit?.reopen()
    }

    /// Writes what waits.
    func close() {
        _ = audit?.close()
        _ = log.close()
    }
}
