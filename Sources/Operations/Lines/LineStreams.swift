// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import Telemetry

/// Where a server's lines go: the log to standard error, decisions to a stream of their own.
public struct LineStreams: Sendable {
    /// The log.
    public let log: LineSink
    /// Decisions, where they are written down.
    public let audit: LineSink?

    /// Opens them.
    public init(audit destination: AuditDestination) throws(SystemError) {
        log = try LineSink(.standardError)
        switch destination {
        case .off: audit = nil
        case .standardOutput: audit = try LineSink(.standardOutput)
        case .file(let path): audit = try LineSink(.file(path))
        }
    }

    /// For metrics.
    public var named: [(name: String, sink: LineSink)] {
        [("log", log)] + (audit.map { [("audit", $0)] } ?? [])
    }

    /// Opens files anew, after they were rotated.
    public func reopen() {
        log.reopen()
        audit?.reopen()
    }

    /// Writes what waits.
    public func close() {
        _ = audit?.close()
        _ = log.close()
    }
}
