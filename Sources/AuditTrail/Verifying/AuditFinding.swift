// SPDX-License-Identifier: Apache-2.0

/// Something that whoever verifies a log should know.
public struct AuditFinding: Hashable, Sendable {
    /// What it is; closed.
    public enum Code: String, Sendable, CaseIterable {
        /// Entries are not what their neighbours say.
        case damaged
        /// Bytes are between entries that are none.
        case stray
        /// Entries are missing between two segments.
        case gap
        /// A segment does not go on from what is before it.
        case mismatch
        /// A segment's first line is none.
        case header
        /// A segment's name is not that of its first entry.
        case name
        /// The last line is not finished: it is being written, or a crash tore it.
        case torn
        /// Older entries are not here.
        case older
        /// A segment that the log has left behind.
        case aside
        /// The trail says that it has not taken lines.
        case dropped
        /// The trail says that it has cut a torn tail off.
        case repaired
        /// The trail says that it has found a segment damaged.
        case broken
        /// The trail says that it has left entries behind that others knew nothing of.
        case forked
        /// The log was begun anew behind a head whose tree nobody had; so many of the entries before are not here, and nothing proves them.
        case restarted
        /// A head that was anchored is not that of the log.
        case head
        /// The log has fewer entries than were anchored.
        case shrunk
        /// A log that was anchored was not given.
        case absent
        /// A log that was anchored was not given, and was not to be.
        case excluded
        /// A root on the chain is not that of the log of anchorings.
        case root
        /// Entries that are newer than what was last anchored.
        case unanchored
        /// A segment says that it is of another log than its folder.
        case foreign
        /// A folder without a segment.
        case empty
        /// A log of which nothing that is here was anchored.
        case unheld
        /// The chain has roots, and there are no anchorings.
        case anchorless
        /// There are anchorings, and the chain has no root.
        case rootless
        /// Roots on the chain that no anchoring could be held to, as those are not here.
        case unseen

        /// What it means for whoever asks whether all is as it was written.
        public var weight: Weight {
            switch self {
            case .damaged, .stray, .gap, .mismatch, .header, .name, .head, .shrunk, .root, .foreign: .fault
            case .absent, .empty, .unheld, .anchorless, .rootless, .unseen: .doubt
            case .torn, .older, .aside, .dropped, .repaired, .broken, .forked, .restarted, .excluded, .unanchored:
                .note
            }
        }
    }

    /// What a finding means for the whole; closed.
    public enum Weight: String, Sendable, CaseIterable {
        /// It is good to know.
        case note
        /// Something was not held to anything that its writer could not have made up.
        case doubt
        /// Something is not as it was written.
        case fault
    }

    /// What it is.
    public let code: Code
    /// In which log.
    public let log: String
    /// In which file, where it is in one.
    public let file: String?
    /// The number of the first entry, or the size, that it is about.
    public let first: UInt64
    /// How many entries, lines or bytes.
    public let count: UInt64
    /// Where in the file.
    public let offset: Int?

    /// Puts one together.
    public init(
        _ code: Code, log: String, file: String? = nil, first: UInt64, count: UInt64 = 0, offset: Int? = nil
    ) {
        (self.code, self.log, self.file) = (code, log, file)
        (self.first, self.count, self.offset) = (first, count, offset)
    }
}
