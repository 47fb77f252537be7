// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// The lines of a segment in which something is wrong, and which of them can be believed.
///
/// A line is believed if its successor names its hash; or if it names its predecessor's, and no believed line contradicts it.
struct SegmentPieces {
    /// What is made of the lines, in order.
    enum Step {
        /// A line that is believed.
        case entry(SegmentReading.Line)
        /// So many entries are damaged or missing, none if there is only something that is no entry; the hash of the last is known.
        case lacking(count: UInt64, last: Bytes32, offset: Int)
    }

    private struct Piece {
        var line: TrailLine?
        var leaf: Bytes32
        var place: Range<Int>
        /// How many lines lie here that cannot be read.
        var unreadable: Int
        var isLinked = false
    }

    private let start: TrailPosition
    private var pieces: [Piece] = []

    init(after start: TrailPosition) { self.start = start }

    /// Adds a line; `nil` is one that cannot be read.
    mutating func append(_ line: TrailLine?, leaf: Bytes32, place: Range<Int>) {
        if line == nil, let last = pieces.last, last.line == nil {
            pieces[pieces.count - 1].unreadable += 1
            return
        }
        var piece = Piece(line: line, leaf: leaf, place: place, unreadable: line == nil ? 1 : 0)
        if let line {
            let (index, before) = (pieces.last?.line?.index, pieces.last?.leaf)
            if let index, let before {
                piece.isLinked = index < .max && line.index == index + 1 && line.previous == before
            } else if pieces.isEmpty {
                piece.isLinked = line.index == start.size && line.previous == start.last
            }
        }
        pieces.append(piece)
    }

    /// What is made of the lines; so many entries may be missing in all.
    func sorted(mostMissing: UInt64) -> [Step] {
        var steps: [Step] = []
        var left = mostMissing
        var next = start.size
        var doubted: UInt64 = 0  // lines since the last that is believed
        var offset: Int?  // where the first of them lies
        for place in pieces.indices {
            let piece = pieces[place]
            guard let line = piece.line, isBelieved(place, since: next, doubted),
                line.index >= next, line.index - next <= left
            else {
                doubted += UInt64(max(1, piece.unreadable))
                offset = offset ?? piece.place.lowerBound
                continue
            }
            if line.index > next || doubted > 0 {
                steps.append(
                    .lacking(
                        count: line.index - next, last: line.previous, offset: offset ?? piece.place.lowerBound))
            }
            steps.append(
                .entry(SegmentReading.Line(index: line.index, leaf: piece.leaf, place: piece.place)))
            left -= line.index - next
            (next, doubted, offset) = (line.index + 1, 0, nil)
        }
        if let offset {
            // Behind the last line that is believed: each line had a number once.
            steps.append(.lacking(count: min(doubted, left), last: pieces.last?.leaf ?? Bytes32(), offset: offset))
        }
        return steps
    }

    private func isBelieved(_ place: Int, since next: UInt64, _ doubted: UInt64) -> Bool {
        if isNamed(place) { return true }
        let piece = pieces[place]
        guard let line = piece.line else { return false }
        let following = place + 1 < pieces.count ? pieces[place + 1] : nil
        let isLast = place + 1 == pieces.count
        if piece.isLinked {
            guard let following, line.index < .max, following.line?.index == line.index + 1 else { return true }
            // Its successor is right where that one's successor says so; then this one is not what it was. Of the last two either
            // may have been changed: with the last one right, all other hashes are known.
            return !isNamed(place + 1) && place + 2 < pieces.count
        }
        // The last one, or one between lines that cannot be read, is taken at its word if its number fits.
        let isAlone = (place == 0 || pieces[place - 1].line == nil) && following?.line == nil
        return (isLast || isAlone) && line.index >= next && line.index - next <= doubted
    }

    /// Whether the line behind it names its hash.
    private func isNamed(_ place: Int) -> Bool { place + 1 < pieces.count && pieces[place + 1].isLinked }
}
