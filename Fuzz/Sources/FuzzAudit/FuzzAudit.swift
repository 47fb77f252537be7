// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Bytes
import FuzzDriver

/// Feeds each input to what reads segments, and to what reads proofs.
///
/// A segment is read to its end whatever is in it, every number once and in order, and each entry lies where it is said to. A proof
/// is refused, or written and read as it was.
@_cdecl("FuzzAudit_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let input = Array(UnsafeBufferPointer(start: bytes, count: count))
        segment(input)
        proof(input)
        return 0
    }
}

private func segment(_ input: [UInt8]) {
    guard var reader = try? SegmentReader() else { return require(false, "there is a digest") }
    var lines: [SegmentReading.Line] = []
    var ends = true
    let first = try? reader.read(input.span, after: TrailPosition()) { line, position in
        lines.append(line)
        ends = ends && position.size == line.index + 1 && position.last == line.leaf
    }
    guard let reading = first else { return require(false, "with a place to begin there is always a reading") }
    require(ends, "the log stands behind each entry that is shown")
    require(reading.whole + reading.torn == input.count, "every byte is whole or torn")
    let start = reading.header?.start.size ?? 0
    require(reading.end.size == start + UInt64(lines.count), "every entry is shown")
    for (offset, line) in lines.enumerated() {
        require(line.index == start + UInt64(offset), "entries come in order")
        guard let place = line.place else { continue }
        let text = input.span.extracting(place)
        let read = TrailLine(text)
        require(read?.index == line.index, "an entry says its number")
    }
    // What is sound is so byte by byte: cut anywhere, all before the cut is read alike.
    guard reading.damage.isEmpty, let last = lines.last?.place, let again = lines.dropLast().last?.place else { return }
    let cut = try? reader.read(input.span.extracting(0..<last.upperBound), after: TrailPosition())
    require(cut?.whole == again.upperBound + 1 && cut?.end.last == lines[lines.count - 2].leaf, "a torn tail is torn")
}

private func proof(_ input: [UInt8]) {
    guard let proof = AuditProof(input.span) else { return }
    var text = ByteBuffer()
    proof.append(to: &text)
    let again = AuditProof(text.span)
    require(again == proof, "a proof is read as it was written")
    // Whether it holds, it says the same twice.
    let faults = (try? proof.fault(), try? again?.fault())
    require(faults.0 == faults.1, "a proof holds or does not")
}
