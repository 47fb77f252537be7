// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Bytes
internal import Crypto
internal import Kernel
internal import Telemetry
internal import Wire

/// One anchoring, as an entry of the log of anchorings.
struct AnchorEntry: Sendable {
    /// Its number on the chain, which is the size of the tree that ends with it.
    let sequence: UInt64
    /// The logs that answered.
    let heads: [LogHead]
    /// The others, as they were when they did.
    let known: [LogHead]

    /// The entry, with its line feed.
    func line(at time: WallTime) -> ByteBuffer {
        var line = ByteBuffer(capacity: 256)
        line.append(#"{"kind":"anchor","seq":"#)
        line.append(decimal: UInt(sequence))
        line.append(#","ts":""#)
        line.append(rfc3339: time)
        line.append(#"","heads":"#)
        line.append(heads)
        line.append(#","known":"#)
        line.append(known)
        line.append("}\n")
        return line
    }
}

extension RestartEntry {
    /// The entry, with what is known of the logs all the same, and its line feed.
    func line(at time: WallTime, known: [LogHead]) -> ByteBuffer {
        var line = line(at: time)
        line.truncate(to: line.count - "}\n".utf8.count)
        line.append(#","known":"#)
        line.append(known)
        line.append("}\n")
        return line
    }
}

extension ByteBuffer {
    fileprivate mutating func append(_ heads: [LogHead]) {
        append(UInt8(ascii: "["))
        for (index, head) in heads.enumerated() {
            append(index == 0 ? #"{"log":"# : #",{"log":"#)
            append(json: head.log)
            append(#","size":"#)
            append(decimal: UInt(head.head.size))
            append(#","root":""#)
            append(head.head.root.hex)
            append(#""}"#)
        }
        append(UInt8(ascii: "]"))
    }
}
