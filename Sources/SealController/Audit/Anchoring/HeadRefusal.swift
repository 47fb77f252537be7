// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// Why the head of an audit log is not believed; closed.
enum HeadRefusal: String, Sendable, CaseIterable, MetricLabel {
    /// The log was longer before.
    case shrunk
    /// It is as long as it was, and has another root.
    case changed
    /// Two processes say that the log is theirs.
    case twice
    /// Another address than before says that the log is its own.
    case elsewhere
    /// It has grown by more than a log can.
    case leapt
}
