// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// Takes a chunked body apart, as its bytes come: RFC 9112 §7.1.
///
/// Chunk extensions and trailers are read, bounded and dropped; a trailer never becomes a field.
struct ChunkedDecoder: Equatable, Sendable {
    /// What a look at the next bytes gave.
    enum Step: Equatable {
        /// Body bytes, at `range` of what was given; `consumed` are done with.
        case data(Range<Int>, consumed: Int)
        /// All that was given is done with.
        case incomplete
        /// The body is over, `consumed` bytes into what was given.
        case complete(consumed: Int)
        case refused(ChunkRefusal)
    }

    private enum State: Equatable {
        case size, sizeOrExtension, `extension`, sizeLineFeed
        case data(left: Int)
        case dataReturn, dataLineFeed
        case trailer, trailerLine, trailerLineFeed, lastLineFeed
        case done
    }

    private var state = State.size
    private var size = 0
    private var digits = 0
    private var extras = 0

    /// More digits than a body may have bytes.
    static let maximumDigits = 8
    /// Extensions and trailers together.
    static let maximumExtras = 1024

    /// Goes on; `bytes` begins behind what was consumed before.
    mutating func next(_ bytes: Span<UInt8>) -> Step {
        var index = 0
        do throws(ChunkRefusal) {
            while index < bytes.count {
                if case .data(let left) = state {
                    let end = min(bytes.count, index + left)
                    state = end - index == left ? .dataReturn : .data(left: left - (end - index))
                    return .data(index..<end, consumed: end)
                }
                try take(bytes[index])
                index += 1
                if state == .done { return .complete(consumed: index) }
            }
            return .incomplete
        } catch {
            return .refused(error)
        }
    }

    private mutating func take(_ byte: UInt8) throws(ChunkRefusal) {
        switch state {
        case .size, .sizeOrExtension: try takeSize(byte)
        case .extension:
            if byte == 0x0D {
                state = .sizeLineFeed
            } else {
                try takeExtra(byte)
            }
        case .sizeLineFeed:
            try expect(byte, 0x0A)
            state = size > 0 ? .data(left: size) : .trailer
            (size, digits) = (0, 0)
        case .dataReturn:
            guard byte == 0x0D else { throw .missingLineEnd }
            state = .dataLineFeed
        case .dataLineFeed:
            try expect(byte, 0x0A)
            state = .size
        case .trailer where byte == 0x0D: state = .lastLineFeed
        case .trailer, .trailerLine:
            if byte == 0x0D {
                state = .trailerLineFeed
            } else {
                try takeExtra(byte)
                state = .trailerLine
            }
        case .trailerLineFeed:
            try expect(byte, 0x0A)
            state = .trailer
        case .lastLineFeed:
            try expect(byte, 0x0A)
            state = .done
        case .data, .done: break  // `next` handles both
        }
    }

    private mutating func takeSize(_ byte: UInt8) throws(ChunkRefusal) {
        if let digit = Hex.value(byte, upperCase: true) {
            digits += 1
            guard digits <= Self.maximumDigits else { throw .sizeTooLarge }
            size = size << 4 | Int(digit)
            state = .sizeOrExtension
            return
        }
        guard digits > 0 else { throw .malformedSize }
        switch byte {
        case 0x0D: state = .sizeLineFeed
        case UInt8(ascii: ";"): state = .extension
        default: throw .malformedSize
        }
    }

    private mutating func takeExtra(_ byte: UInt8) throws(ChunkRefusal) {
        guard CharacterClass.isValue(byte) else { throw .controlCharacter }
        extras += 1
        guard extras <= Self.maximumExtras else { throw .extrasTooLarge }
    }

    private func expect(_ byte: UInt8, _ wanted: UInt8) throws(ChunkRefusal) {
        guard byte == wanted else { throw .missingLineEnd }
    }
}

/// Why a chunked body is refused.
enum ChunkRefusal: String, Error, Sendable, CaseIterable {
    case malformedSize, sizeTooLarge, missingLineEnd, controlCharacter, extrasTooLarge

    /// What the peer is told.
    var status: Status {
        switch self {
        case .malformedSize, .missingLineEnd, .controlCharacter: .badRequest
        case .sizeTooLarge, .extrasTooLarge: .contentTooLarge
        }
    }
}
