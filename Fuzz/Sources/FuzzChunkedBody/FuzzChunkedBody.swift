// SPDX-License-Identifier: Apache-2.0
import FuzzDriver
@testable import HTTPServer

/// What a body came to.
private enum Outcome: Equatable { case open, complete(Int), refused(ChunkRefusal) }

/// Decodes pieces one after the other.
private func decode(_ input: Span<UInt8>, _ pieces: [Range<Int>]) -> ([UInt8], Outcome) {
    var decoder = ChunkedDecoder()
    var body: [UInt8] = []
    for piece in pieces {
        var offset = piece.lowerBound
        step: while true {
            switch decoder.next(input.extracting(offset..<piece.upperBound)) {
            case .data(let range, let consumed):
                for index in range { body.append(input[offset + index]) }
                offset += consumed
            case .incomplete: break step
            case .complete(let consumed): return (body, .complete(offset + consumed))
            case .refused(let refusal): return (body, .refused(refusal))
            }
        }
    }
    return (body, .open)
}

/// Feeds each input to `ChunkedDecoder`, whole and split at the place that its first byte names: both must agree.
@_cdecl("FuzzChunkedBody_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        guard let bytes, count > 1 else { return 0 }
        let input = Span(_unsafeElements: UnsafeBufferPointer(start: bytes + 1, count: count - 1))
        let place = min(input.count, Int(bytes[0]))
        let whole = decode(input, [0..<input.count])
        let split = decode(input, [0..<place, place..<input.count])
        require(whole == split, "a split changes nothing")
        require(whole.0.count <= input.count, "a body is no longer than what it came in")
        return 0
    }
}
