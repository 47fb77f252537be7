// SPDX-License-Identifier: Apache-2.0
public import AuditTrail
public import Kernel
public import Telemetry

/// Where a server's lines go: the log to standard error, decisions to a stream or a trail of their own.
public struct LineStreams: Sendable {
    /// How long the audit may take at the end.
    private static let patience = Duration.seconds(5)

    /// The log.
    public let log: LineSink
    /// Decisions, where they are written down as plain lines.
    private let plain: LineSink?
    /// Decisions, where they are kept in a trail.
    public let trail: OpenTrail?

    /// Why they cannot be opened.
    public enum Failure: Error, Equatable {
        /// A stream.
        case stream(SystemError)
        /// The trail.
        case trail(AuditTrailError)
    }

    /// Opens them.
    ///
    /// If the trail is to be taken over and then cannot be opened, `unopened` hears why, once all lines of the log are written.
    public init(
        audit destination: AuditDestination, trail place: TrailPlace? = nil,
        unopened: @escaping @Sendable (AuditTrailError) -> Void = { _ in }
    ) throws(Failure) {
        do throws(SystemError) {
            log = try LineSink(.standardError)
            switch destination {
            case .off: plain = nil
            case .standardOutput: plain = try LineSink(.standardOutput)
            case .file(let path): plain = try LineSink(.file(path))
            }
        } catch { throw .stream(error) }
        do throws(AuditTrailError) { trail = try Self.open(place, log, unopened) } catch { throw .trail(error) }
    }

    private static func open(
        _ place: TrailPlace?, _ log: LineSink, _ unopened: @escaping @Sendable (AuditTrailError) -> Void
    ) throws(AuditTrailError) -> OpenTrail? {
        guard let place else { return nil }
        return try OpenTrail(place) { error in
            _ = log.close()
            unopened(error)
        }
    }

    /// Where decisions go, if anywhere.
    public var audit: AuditLines? { trail.map { .trail($0.trail) } ?? plain.map { .plain($0) } }

    /// For metrics.
    public var named: [(name: String, sink: LineSink)] {
        [("log", log)] + (plain.map { [("audit", $0)] } ?? [])
    }

    /// Opens files anew, after they were rotated; a trail rotates itself.
    public func reopen() {
        log.reopen()
        plain?.reopen()
    }

    /// Writes what waits.
    public func close() {
        _ = plain?.close()
        _ = trail?.trail.close(within: Self.patience)
        _ = log.close()
    }
}
