// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto

/// Reads a segment line by line: what is there, what was damaged, and where the log stands behind it.
///
/// Each line is held to its successor, which names its hash. So a line that was changed is told from its neighbours, and the hash
/// that it had is known from the line behind it.
public struct SegmentReader: ~Copyable {
    private var hasher: TreeHasher
    private let probe: UInt64?
    private var position = TrailPosition()
    private var reading = SegmentReading(header: nil, end: TrailPosition(), whole: 0, torn: 0)

    /// How many entries may be missing in a segment; more, and the lines behind them are taken for damaged ones.
    ///
    /// Each is a hash to make: what a few lines claim must not cost more than reading a long segment does.
    static let mostMissing: UInt64 = 1 << 20

    /// Makes a reader; `probe` is a size at which the log's position is wanted.
    public init(probe: UInt64? = nil) throws(AuditTrailError) {
        do throws(CryptoError) { hasher = try TreeHasher() } catch { throw AuditTrailError(error) }
        self.probe = probe
    }

    /// Reads a segment's bytes and shows every entry in the order of their numbers, with where the log stands behind it.
    ///
    /// Where the header is no header, `known` is where the log stood before; without either, what is there cannot be read.
    public mutating func read(
        _ bytes: Span<UInt8>, after known: TrailPosition? = nil,
        _ visit: (SegmentReading.Line, borrowing TrailPosition) -> Void = { _, _ in }
    ) throws(AuditTrailError) -> SegmentReading {
        reading = SegmentReading(header: nil, end: TrailPosition(), whole: 0, torn: 0)
        var whole = bytes.count
        while whole > 0, bytes[whole - 1] != UInt8(ascii: "\n") { whole -= 1 }
        (reading.whole, reading.torn) = (whole, bytes.count - whole)
        var at = 0
        if whole > 0 {
            let line = Self.line(bytes, from: 0)
            reading.header = SegmentHeader(bytes.extracting(line))
            at = line.upperBound + 1
        }
        guard let start = reading.header?.start ?? known else {
            guard whole == 0 else { throw AuditTrailError(.unreadable, "a segment does not say where it begins") }
            return reading
        }
        if reading.header == nil, whole > 0 { damaged(start.size, 0, at: 0) }
        position = start
        do throws(CryptoError) {
            note()
            let behind = try readSound(bytes.extracting(first: whole), from: at, visit)
            if behind < whole { try readDamaged(bytes.extracting(first: whole), from: behind, visit) }
        } catch { throw AuditTrailError(error) }
        reading.end = position
        return reading
    }

    /// Reads as long as each line is what its neighbours say; gives where that ends.
    private mutating func readSound(
        _ bytes: Span<UInt8>, from start: Int, _ visit: (SegmentReading.Line, borrowing TrailPosition) -> Void
    ) throws(CryptoError) -> Int {
        var candidate: SegmentReading.Line?
        var at = start
        while at < bytes.count {
            let place = Self.line(bytes, from: at)
            let line = bytes.extracting(place)
            let index = candidate.map { $0.index + 1 } ?? position.size
            guard let read = TrailLine(line), read.index == index, read.previous == candidate?.leaf ?? position.last
            else { return candidate?.place?.lowerBound ?? at }
            if let candidate { try commit(candidate, visit) }
            candidate = SegmentReading.Line(index: index, leaf: try hasher.leaf(line), place: place)
            at = place.upperBound + 1
        }
        if let candidate { try commit(candidate, visit) }
        return at
    }

    /// Reads on where something is wrong.
    private mutating func readDamaged(
        _ bytes: Span<UInt8>, from start: Int, _ visit: (SegmentReading.Line, borrowing TrailPosition) -> Void
    ) throws(CryptoError) {
        var pieces = SegmentPieces(after: position)
        var at = start
        while at < bytes.count {
            let place = Self.line(bytes, from: at)
            let line = bytes.extracting(place)
            let read = TrailLine(line)
            pieces.append(read, leaf: read == nil ? Bytes32() : try hasher.leaf(line), place: place)
            at = place.upperBound + 1
        }
        for step in pieces.sorted(mostMissing: Self.mostMissing) {
            switch step {
            case .entry(let line): try commit(line, visit)
            case .lacking(let count, let last, let offset):
                damaged(position.size, count, at: offset)
                for left in (0..<count).reversed() {
                    let leaf = left == 0 ? last : Bytes32()
                    try commit(SegmentReading.Line(index: position.size, leaf: leaf, place: nil), visit)
                }
            }
        }
    }

    private mutating func commit(
        _ line: SegmentReading.Line, _ visit: (SegmentReading.Line, borrowing TrailPosition) -> Void
    ) throws(CryptoError) {
        try position.advance(line.leaf, &hasher)
        note()
        visit(line, position)
    }

    private mutating func note() { if position.size == probe { reading.probed = position } }

    private mutating func damaged(_ first: UInt64, _ count: UInt64, at offset: Int) {
        reading.damage.append(SegmentReading.Damage(first: first, count: count, offset: offset))
    }

    /// The line that begins at `start`, without its line feed, which is there.
    private static func line(_ bytes: Span<UInt8>, from start: Int) -> Range<Int> {
        start..<(bytes.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? bytes.count)
    }
}
