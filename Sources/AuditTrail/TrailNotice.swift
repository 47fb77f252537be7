// SPDX-License-Identifier: Apache-2.0

/// What happened to a trail that its operator should know.
public enum TrailNotice: Sendable, Equatable {
    /// The last segment ended in the middle of a line, which was never acknowledged: so many bytes were cut.
    case repaired(bytes: Int)
    /// A segment is damaged: it stays as it is, and another was begun.
    case broken(segment: String, first: UInt64, count: UInt64)
    /// The folder holds entries that the position to go on from knows nothing of.
    case forked(at: UInt64)
    /// A batch could not be made to last; it is tried again.
    case failing(AuditTrailError)
    /// What failed works again.
    case working
}
