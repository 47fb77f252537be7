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
    let heads: [LogHead]

    /// The entry, with its line feed.
    func line(at time: WallTime) -> ByteBuffer {
        var line = ByteBuffer(capacity: 256)
        line.append(#"{"kind":"anchor","seq":"#)
        line.append(decimal: UInt(sequence))
        line.append(#","ts":""#)
        line.append(rfc3339: time)
        line.append(#"","heads":["#)
        for (index, head) in heads.enumerated() {
            line.append(index == 0 ? #"{"log":"# : #",{"log":"#)
            line.append(json: head.log)
            line.append(#","size":"#)
            line.append(decimal: UInt(head.head.size))
            line.append(#","root":""#)
            line.append(head.head.root.hex)
            line.append(#""}"#)
        }
        line.append("]}\n")
        return line
    }
}
