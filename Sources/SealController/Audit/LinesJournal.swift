// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Operations
internal import Telemetry

/// Writes acts down where decisions go.
struct LinesJournal: ActJournal {
    let lines: AuditLines
    let metrics: ActMetrics

    func record(_ act: ActRecord, at time: WallTime) { lines.append(act.line(at: time)) }

    func begin(_ act: ActRecord, at time: WallTime, then: @escaping @Sendable (Bool) -> Void) {
        lines.append(act.line(at: time), whenDurable: then)
    }

    func putOff(_ act: ActRecord, at time: WallTime) {
        metrics.putOff.add()
        record(act, at: time)
    }
}
