// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Kernel
import Testing

@testable import AuditTrail

@Suite struct SegmentReaderTests {
    /// A segment of some entries, and what is known of it.
    struct Segment {
        var bytes: [UInt8]
        /// Where each line lies, the header first.
        var places: [Range<Int>] = []
        var leaves: [Bytes32] = []
        var end = TrailPosition()

        init(_ count: Int) throws {
            var text = ByteBuffer()
            SegmentHeader(log: "test@here", start: TrailPosition(), began: WallTime(seconds: 0)).append(to: &text)
            var hasher = try TreeHasher()
            for number in 0..<count {
                var line = ByteBuffer()
                let object = Array("{\"i\":\(number)}".utf8)
                TrailLine.append(object.span, index: end.size, previous: end.last, to: &line)
                let leaf = try SHA256.digest(of: ([0] + line.bytes).span)
                leaves.append(leaf)
                try end.advance(leaf, &hasher)
                line.append(UInt8(ascii: "\n"))
                text.append(contentsOf: line)
            }
            bytes = text.bytes
            var start = 0
            for (place, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
                places.append(start..<place)
                start = place + 1
            }
        }
    }

    private static func read(
        _ bytes: [UInt8], after known: TrailPosition? = nil
    ) throws -> (SegmentReading, [SegmentReading.Line]) {
        var reader = try SegmentReader(probe: 3)
        var lines: [SegmentReading.Line] = []
        let reading = try reader.read(bytes.span, after: known) { line, _ in lines.append(line) }
        return (reading, lines)
    }

    @Test func `a sound segment is read whole`() throws {
        let segment = try Segment(5)
        let (reading, lines) = try Self.read(segment.bytes)
        #expect(lines.map(\.index) == [0, 1, 2, 3, 4])
        #expect(lines.map(\.leaf) == segment.leaves)
        #expect(lines.map(\.place) == segment.places.dropFirst().map { Optional($0) })
        #expect(reading.end == segment.end && reading.damage.isEmpty && reading.torn == 0)
        #expect(reading.whole == segment.bytes.count)
        #expect(reading.probed?.size == 3 && reading.probed?.last == segment.leaves[2])
    }

    @Test func `a torn tail is what is behind the last line feed, wherever it was torn`() throws {
        let segment = try Segment(3)
        for cut in 0...segment.bytes.count {
            let (reading, lines) = try Self.read(Array(segment.bytes[..<cut]))
            let whole = segment.places.filter { $0.upperBound < cut }
            #expect(lines.count == max(0, whole.count - 1))
            #expect(lines.map(\.leaf) == Array(segment.leaves.prefix(lines.count)))
            #expect(reading.whole == whole.last.map { $0.upperBound + 1 } ?? 0)
            #expect(reading.whole + reading.torn == cut)
            #expect(reading.damage.isEmpty)
            #expect((reading.header == nil) == whole.isEmpty)
        }
    }

    @Test func `a byte that was changed is found in its line, and the tree is what it was`() throws {
        let segment = try Segment(5)
        for (entry, place) in segment.places.dropFirst().enumerated() where entry < 4 {
            for offset in place {
                var bytes = segment.bytes
                bytes[offset] ^= 1
                let (reading, lines) = try Self.read(bytes)
                #expect(reading.damage.map(\.first) == [UInt64(entry)], "byte \(offset)")
                #expect(reading.damage.map(\.count) == [1] && reading.damage.map(\.offset) == [place.lowerBound])
                #expect(reading.end == segment.end)
                #expect(lines.map(\.leaf) == segment.leaves)
                #expect(lines.map { $0.place == nil } == (0..<5).map { $0 == entry })
            }
        }
    }

    @Test func `a changed byte of the last line is found as far as nobody needs to know what it was`() throws {
        let segment = try Segment(3)
        let last = try #require(segment.places.last)
        let object = segment.bytes[last].count - "{\"i\":2}".utf8.count + 1
        for offset in last {
            var bytes = segment.bytes
            bytes[offset] ^= 1
            let (reading, _) = try Self.read(bytes)
            // Behind number and hash nothing contradicts it: only what is anchored does.
            let isVouchedFor = offset < last.lowerBound + object || offset == last.upperBound - 1
            #expect(reading.damage.isEmpty == !isVouchedFor, "byte \(offset - last.lowerBound)")
            #expect(reading.end.size == 3)
            #expect(reading.end != segment.end)
        }
    }

    @Test func `lines that are missing are counted, and their numbers are not given again`() throws {
        let segment = try Segment(6)
        let (first, last) = (segment.places[2], segment.places[4])
        let bytes = Array(segment.bytes[..<first.lowerBound] + segment.bytes[(last.upperBound + 1)...])
        let (reading, lines) = try Self.read(bytes)
        #expect(reading.damage == [.init(first: 1, count: 3, offset: first.lowerBound)])
        #expect(lines.map { $0.place == nil } == [false, true, true, true, false, false])
        // The last of them is named by the line behind it; nothing says what the others were.
        #expect(lines.map(\.leaf) == [segment.leaves[0], Bytes32(), Bytes32()] + segment.leaves[3...])
        #expect(reading.end.size == 6)
    }

    @Test func `what is put between lines is told, and changes nothing`() throws {
        let segment = try Segment(4)
        for text in [
            "\n", "x\n", "{}\n", "\n\n\n", String(decoding: segment.bytes[segment.places[1]], as: UTF8.self) + "\n",
        ] {
            var bytes = segment.bytes
            bytes.insert(contentsOf: text.utf8, at: segment.places[3].lowerBound)
            let (reading, lines) = try Self.read(bytes)
            #expect(reading.damage == [.init(first: 2, count: 0, offset: segment.places[3].lowerBound)], "\(text)")
            #expect(lines.map(\.leaf) == segment.leaves)
            #expect(reading.end == segment.end)
        }
    }

    @Test func `lines that are no lines at the end had a number each`() throws {
        let segment = try Segment(2)
        let (reading, lines) = try Self.read(segment.bytes + Array("???\n???\n".utf8))
        #expect(reading.damage == [.init(first: 2, count: 2, offset: segment.bytes.count)])
        #expect(lines.count == 4 && reading.end.size == 4)
    }

    /// Two lines that go with each other, and with nothing else.
    private static func pair(_ first: UInt64) throws -> [UInt8] {
        var pair: [UInt8] = []
        var previous = Bytes32()
        for number in [first, first + 1] {
            var line = ByteBuffer()
            TrailLine.append(Array("{}".utf8).span, index: number, previous: previous, to: &line)
            previous = try SHA256.digest(of: ([0] + line.bytes).span)
            pair += line.bytes + [UInt8(ascii: "\n")]
        }
        return pair
    }

    @Test(arguments: [
        (SegmentReader.mostMissing - 1, true), (SegmentReader.mostMissing, true),
        (SegmentReader.mostMissing + 1, false),
    ])
    func `a number that is too far away is none`(_ gap: UInt64, _ isTaken: Bool) throws {
        let segment = try Segment(1)
        let (reading, _) = try Self.read(segment.bytes + Self.pair(gap + 1))
        #expect(reading.end.size == (isTaken ? gap + 3 : 3))
        #expect(reading.damage.first?.count == (isTaken ? gap : 2))
    }

    @Test(arguments: [(UInt64(4), true), (5, true), (6, false)])
    func `what is missing at several places is no more in all`(_ second: UInt64, _ isTaken: Bool) throws {
        let first = SegmentReader.mostMissing - 5
        let segment = try Segment(1)
        let pairs = try Self.pair(first + 1) + Self.pair(first + 3 + second)
        let (reading, lines) = try Self.read(segment.bytes + pairs)
        #expect(reading.damage.map(\.count) == [first, isTaken ? second : 2])
        #expect(reading.end.size == first + 3 + (isTaken ? second + 2 : 2))
        #expect(UInt64(lines.count) == reading.end.size)
    }

    @Test func `many lines that claim to be far from each other cost no more than one`() throws {
        let segment = try Segment(1)
        var bytes = segment.bytes
        for place in 1...200 { bytes += try Self.pair(UInt64(place) * SegmentReader.mostMissing) }
        let (reading, _) = try Self.read(bytes)
        // The first two are believed; the others were lines, as far as there is room.
        #expect(reading.end.size == SegmentReader.mostMissing + 3)
        #expect(!reading.damage.isEmpty)
    }

    @Test func `without a header nothing is read unless it is known where it begins`() throws {
        var segment = try Segment(3)
        segment.bytes[3] ^= 1
        #expect(throws: AuditTrailError(.unreadable, "")) { try Self.read(segment.bytes) }
        let (reading, lines) = try Self.read(segment.bytes, after: TrailPosition())
        #expect(reading.header == nil && lines.count == 3 && reading.end == segment.end)
        #expect(reading.damage == [.init(first: 0, count: 0, offset: 0)])
        let (empty, none) = try Self.read([])
        #expect(empty.header == nil && empty.whole == 0 && none.isEmpty)
    }
}
