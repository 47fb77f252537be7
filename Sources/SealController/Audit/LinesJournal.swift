// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Operations

/// Writes acts down where decisions go.
struct LinesJournal: ActJournal {
    let lines: AuditLines

    func record(_ act: ActRecord, at time: WallTime) { lines.append(act.line(at: time)) }
}
