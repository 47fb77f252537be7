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
    /// Another process writes the trail: lines wait in memory until it has ended.
    case waiting
    /// It still does, after a minute.
    case late
    /// The folder is ours, after so long.
    case takenOver(after: Duration)
    /// The folder was ours and cannot be opened: so many lines are lost, and no more are taken.
    case unopened(AuditTrailError, lost: UInt64)
    /// The end came before the folder was ours: so many lines are lost.
    case neverOurs(lost: UInt64)
}
