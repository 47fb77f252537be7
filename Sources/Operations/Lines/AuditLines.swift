// SPDX-License-Identifier: Apache-2.0
public import AuditTrail
public import Bytes
public import Telemetry

/// Where lines of an audit go: each costs its writer one lock and one copy.
public enum AuditLines: Sendable {
    /// As they are, to a file or to standard output.
    case plain(LineSink)
    /// Into a trail, which nobody can change unnoticed.
    case trail(AuditTrail)

    /// Takes one line, which ends in a line feed and has no other; never blocks for long, never fails.
    public func append(_ line: borrowing ByteBuffer) {
        switch self {
        case .plain(let sink): sink.append(line)
        case .trail(let trail): trail.append(line)
        }
    }

    /// Takes one line, and calls `then` once it lasts, or with false if it does not.
    ///
    /// Plain lines promise nothing, and are not waited for.
    public func append(_ line: borrowing ByteBuffer, whenDurable then: @escaping @Sendable (Bool) -> Void) {
        switch self {
        case .plain(let sink):
            sink.append(line)
            then(true)
        case .trail(let trail): trail.append(line, whenDurable: then)
        }
    }
}
