// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// What a trail says of itself, as the object of an entry.
enum TrailEntry {
    /// Lines were not taken; so many since the last such entry.
    case dropped(count: UInt64)
    /// The last segment ended in the middle of a line.
    case repaired(segment: String, bytes: Int)
    /// A segment is damaged, and stays as it is.
    case broken(segment: String, first: UInt64, count: UInt64)
    /// The folder holds entries that the position to go on from knows nothing of.
    case forked(at: UInt64)

    /// Appends the object.
    func append(to lines: inout ByteBuffer, at time: WallTime) {
        lines.append(#"{"kind":""#)
        switch self {
        case .dropped: lines.append("dropped")
        case .repaired: lines.append("repaired")
        case .broken: lines.append("broken")
        case .forked: lines.append("forked")
        }
        lines.append(#"","ts":""#)
        lines.append(RFC3339.write(time))
        lines.append(UInt8(ascii: "\""))
        switch self {
        case .dropped(let count): number(#","count":"#, count, &lines)
        case .repaired(let segment, let bytes):
            name(segment, &lines)
            number(#","bytes":"#, UInt64(bytes), &lines)
        case .broken(let segment, let first, let count):
            name(segment, &lines)
            number(#","first":"#, first, &lines)
            number(#","count":"#, count, &lines)
        case .forked(let index): number(#","first":"#, index, &lines)
        }
        lines.append(UInt8(ascii: "}"))
    }

    private func number(_ key: StaticString, _ value: UInt64, _ lines: inout ByteBuffer) {
        lines.append(key)
        lines.append(decimal: UInt(value))
    }

    /// A segment's name needs no escape.
    private func name(_ segment: String, _ lines: inout ByteBuffer) {
        lines.append(#","segment":""#)
        lines.append(segment)
        lines.append(UInt8(ascii: "\""))
    }
}
