// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Kernel
internal import Telemetry

/// Says in the log what happens to an audit trail; what happens before there is a log is kept until then.
final class TrailJournal: Sendable {
    private struct State {
        var log: Log?
        var kept: [TrailNotice] = []
    }
    private let state = Locked(State())

    /// Something happened.
    func take(_ notice: TrailNotice) {
        let log = state.withLock { state in
            if state.log == nil { state.kept.append(notice) }
            return state.log
        }
        if let log { Self.say(notice, to: log) }
    }

    /// Here is the log.
    func begin(_ log: Log) {
        let kept = state.withLock { state in
            state.log = log
            defer { state.kept = [] }
            return state.kept
        }
        for notice in kept { Self.say(notice, to: log) }
    }

    private static func say(_ notice: TrailNotice, to log: Log) {
        switch notice {
        case .repaired(let bytes): log.warn("audit trail: a torn line was cut", [.integer("bytes", bytes)])
        case .broken(let segment, let first, let count):
            log.error(
                "audit trail: a segment is damaged and stays as it is",
                [.text("segment", segment), .integer("first", first), .integer("count", count)])
        case .forked(let size):
            log.error("audit trail: it went on elsewhere, what is here beyond is put aside", [.integer("at", size)])
        case .failing(let error):
            log.error("audit trail: it cannot be written, lines wait in memory", [.text("error", error.description)])
        case .working: log.info("audit trail: it is written again")
        case .waiting: log.info("audit trail: another process still writes it, lines wait in memory")
        case .late: log.warn("audit trail: another process has written it for a minute, lines wait in memory")
        case .takenOver(let time): log.info("audit trail: it is ours", [.duration("waited", time)])
        case .unopened(let error, let lost):
            log.error(
                "audit trail: it was left to us and cannot be opened",
                [.text("error", error.description), .integer("lost", lost)])
        case .neverOurs(let lost):
            log.error("audit trail: another process had it until our end", [.integer("lost", lost)])
        }
    }
}
