// SPDX-License-Identifier: Apache-2.0

/// The whole lines of a segment without their line feeds, the last first.
struct AnchorLines: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    /// Where the line feed is of the line that comes next.
    private var end: Int?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.lastIndex(of: UInt8(ascii: "\n"))
    }

    mutating func next() -> [UInt8]? {
        guard let stop = end else { return nil }
        end = bytes[..<stop].lastIndex(of: UInt8(ascii: "\n"))
        return Array(bytes[(end.map { $0 + 1 } ?? 0)..<stop])
    }
}
