// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Kernel

@testable import AuditTrail

/// All that a folder's segments hold, read one after the other.
struct TrailReading {
    var lines: [String?] = []
    var damage: [SegmentReading.Damage] = []
    var end = TrailPosition()
    var torn = 0

    /// Reads the folder; a segment that was put aside is left out.
    init(_ folder: String) throws {
        let folder = TrailFolder(folder)
        for name in try folder.segments() where name.aside == nil {
            let bytes = try folder.bytes(of: name)
            var reader = try SegmentReader()
            var lines: [String?] = []
            let reading = try reader.read(bytes.span, after: end) { line, _ in
                lines.append(line.place.map { String(decoding: bytes[$0], as: UTF8.self) })
            }
            self.lines += lines
            damage += reading.damage
            torn += reading.torn
            end = reading.end
        }
    }

    /// The value of `"i":` of each line that has one, in order.
    var numbers: [Int] { lines.compactMap { $0.flatMap(Self.number) } }

    /// How many lines are of a kind.
    func count(ofKind kind: String) -> Int { lines.count { $0?.contains("\"kind\":\"\(kind)\"") ?? false } }

    static func number(_ line: String) -> Int? {
        guard let key = line.firstRange(of: "\"i\":") else { return nil }
        return Int(line[key.upperBound...].prefix { $0.isNumber })
    }

    /// `{"i":5,"text":"…"}` and a line feed.
    static func object(_ number: Int, padding: Int = 0) -> ByteBuffer {
        var line = ByteBuffer()
        line.append("{\"i\":\(number),\"text\":\"\(String(repeating: "x", count: padding))\"}\n")
        return line
    }
}

extension String {
    /// Where a text first stands; without Foundation.
    fileprivate func firstRange(of part: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}
