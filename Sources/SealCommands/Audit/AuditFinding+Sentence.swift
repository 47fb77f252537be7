// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail

extension AuditFinding {
    /// What it means, in a sentence.
    var sentence: String {
        switch code {
        case .damaged: "\(entries) not as \(count == 1 ? "it was" : "they were") written"
        case .stray: "before entry \(first) there are bytes that are no entry"
        case .gap: "\(entries) missing: no segment has \(count == 1 ? "it" : "them")"
        case .mismatch: "the segment does not go on from what is before entry \(first)"
        case .header: "the segment's first line is none"
        case .name: "the segment does not begin with the entry that it is named by"
        case .torn: "the last line is not finished: it is being written, or a crash tore it"
        case .older: "the \(count) oldest entries are not here"
        case .aside: "the log went on without the \(count) entries from \(first) on that are in this segment"
        case .dropped: "\(count) lines were not taken before entry \(first): memory was full, or they were no entries"
        case .repaired: "a crash tore the line before entry \(first), and it was cut off"
        case .broken: "a segment was found damaged when entry \(first) was written"
        case .forked: "the log went on from what others had written, at entry \(first)"
        case .restarted:
            count == 0
                ? "the log was begun anew behind entry \(first), and what is before is here"
                : "the log was begun anew: anchorings \(first + 1) to \(first + count) can't be proved from the files at hand"
        case .head: "at \(first) entries it is not what anchoring \(count) says"
        case .shrunk: "\(entries) missing: more than that was anchored"
        case .absent: "\(count) entries were anchored, and the log is in none of the folders"
        case .excluded: "\(count) entries were anchored, and were not to be looked at"
        case .root: "at \(first) entries it has another root than the chain"
        case .unanchored: "\(count == 1 ? "the last entry is" : "the last \(count) entries are") not anchored yet"
        case .foreign: "the segment says that it is of another log than the folder's other segments"
        case .empty: "there is no segment of a log in this folder"
        case .unheld: "no anchoring that counts was compared with it: nothing but its own lines says what they were"
        case .anchorless:
            "the chain has \(roots) over up to \(first) anchorings, and none of the folders has one of those"
        case .rootless:
            "the chain has no root: \(count == 1 ? "the anchoring" : "the \(count) anchorings") here may be anybody's"
        case .unseen:
            "\(roots) on the chain, from that over \(first) on, \(count == 1 ? "was" : "were") not looked at: the anchorings up to there are not here"
        }
    }

    private var roots: String { count == 1 ? "one root" : "\(count) roots" }

    private var entries: String {
        count == 1 ? "entry \(first) is" : "entries \(first) to \(first + max(1, count) - 1) are"
    }

    /// Where it is: the file and the byte, or the log.
    private var place: String {
        guard let file else { return log }
        return offset.map { "\(file):\($0)" } ?? file
    }

    /// For who reads along.
    var line: String { "\(mark) \(place): \(sentence)\n" }

    private var mark: String {
        switch code.weight {
        case .note: "note "
        case .doubt: "DOUBT"
        case .fault: "WRONG"
        }
    }

    /// For a program.
    var report: Report {
        .of(
            ("code", .text(code.rawValue)), ("wrong", .bool(code.weight == .fault)),
            ("weight", .text(code.weight.rawValue)), ("log", .text(log)),
            ("file", file.map { .text($0) } ?? .null), ("first", .number(first)), ("count", .number(count)),
            ("offset", offset.map { .number(UInt64($0)) } ?? .null), ("message", .text(sentence)))
    }
}
