// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import Wire

/// A worker's status as JSON: what is not known is `null`.
enum StatusPage {
    /// Writes it.
    static func write(_ status: WorkerStatus, to buffer: inout ByteBuffer) {
        buffer.append("{\"phase\":" as StaticString)
        buffer.append(json: status.phase.rawValue)
        text("reason", status.reason?.rawValue, &buffer)
        text("standing", standing(status.standing), &buffer)
        text("nodeName", status.nodeName, &buffer)
        text("agent", status.agent.rawValue, &buffer)
        // Beyond 2^53 a number of JSON is not exact everywhere.
        text("stakeMist", status.stake.map { "\($0)" }, &buffer)
        text("requiredMist", status.required.map { "\($0)" }, &buffer)
        flag("sealLive", status.isSealLive, &buffer)
        text("chainAt", status.chainAt.map(RFC3339.write), &buffer)
        text("masterAt", status.masterAt.map(RFC3339.write), &buffer)
        text("reportedAt", status.reportedAt.map(RFC3339.write), &buffer)
        text("chainFailure", status.chainFailure?.rawValue, &buffer)
        text("masterFailure", status.masterFailure?.rawValue, &buffer)
        let measured = status.measurement
        number("cpuPercent", measured.cpuPercent, &buffer)
        number("memoryPercent", measured.memoryPercent, &buffer)
        number("diskPercent", measured.diskPercent, &buffer)
        text("networkReceivedBytes", measured.network.map { "\($0.received)" }, &buffer)
        text("networkSentBytes", measured.network.map { "\($0.sent)" }, &buffer)
        number("pods", measured.counts?.pods, &buffer)
        number("containers", measured.counts?.containers, &buffer)
        buffer.append("}\n" as StaticString)
    }

    /// A standing in a word.
    static func standing(_ standing: MachineStanding) -> String {
        switch standing {
        case .working: "working"
        case .pending: "pending"
        case .suspended: "suspended"
        case .lost: "lost"
        case .unknown: "unknown"
        }
    }

    private static func key(_ key: StaticString, _ buffer: inout ByteBuffer) {
        buffer.append(",\"" as StaticString)
        buffer.append(key)
        buffer.append("\":" as StaticString)
    }

    private static func text(_ name: StaticString, _ value: String?, _ buffer: inout ByteBuffer) {
        key(name, &buffer)
        if let value { buffer.append(json: value) } else { buffer.append("null" as StaticString) }
    }

    private static func number(_ name: StaticString, _ value: Int?, _ buffer: inout ByteBuffer) {
        key(name, &buffer)
        if let value { buffer.append(decimal: value) } else { buffer.append("null" as StaticString) }
    }

    private static func flag(_ name: StaticString, _ value: Bool?, _ buffer: inout ByteBuffer) {
        key(name, &buffer)
        let word: StaticString =
            switch value {
            case true?: "true"
            case false?: "false"
            case nil: "null"
            }
        buffer.append(word)
    }
}
