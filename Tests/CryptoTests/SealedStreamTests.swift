// SPDX-License-Identifier: Apache-2.0
import Crypto
import Testing

@Suite struct SealedStreamTests {
    private static let pieces: [[UInt8]] = [Array("one".utf8), [], [UInt8](repeating: 9, count: 100_000)]

    private static func key(_ byte: UInt8) throws -> Secret {
        try Secret(copying: [UInt8](repeating: byte, count: SealedStream.keyLength).span)
    }

    private static func sealed(_ key: UInt8, context: [UInt8] = []) throws -> (head: [UInt8], pieces: [[UInt8]]) {
        var sealer = try SealedStream.Sealer(key: try Self.key(key))
        var result: [[UInt8]] = []
        for (index, piece) in pieces.enumerated() {
            result.append(try sealer.seal(piece.span, context: context, isLast: index == pieces.count - 1))
        }
        return (sealer.head, result)
    }

    private static func opened(
        _ key: UInt8, _ head: [UInt8], _ pieces: [[UInt8]], context: [UInt8] = []
    ) throws -> (pieces: [[UInt8]], isOver: Bool) {
        var opener = try SealedStream.Opener(key: try Self.key(key), head: head)
        var result: [[UInt8]] = []
        for piece in pieces { result.append(try opener.open(piece.span, context: context)) }
        return (result, opener.isOver)
    }

    @Test func `what was sealed is opened, and its end is known`() throws {
        let stream = try Self.sealed(1, context: [5])
        let whole = try Self.opened(1, stream.head, stream.pieces, context: [5])
        #expect(whole.pieces == Self.pieces && whole.isOver)
        let cut = try Self.opened(1, stream.head, Array(stream.pieces.dropLast()), context: [5])
        #expect(!cut.isOver)
        for (piece, plain) in zip(stream.pieces, Self.pieces) {
            #expect(piece.count == plain.count + SealedStream.overhead)
        }
    }

    @Test func `another key, head, context or order opens nothing`() throws {
        let stream = try Self.sealed(1)
        let other = try Self.sealed(1)
        #expect(throws: CryptoError(.notOpened)) { try Self.opened(2, stream.head, stream.pieces) }
        #expect(throws: CryptoError(.notOpened)) { try Self.opened(1, other.head, stream.pieces) }
        #expect(throws: CryptoError(.notOpened)) { try Self.opened(1, stream.head, stream.pieces, context: [1]) }
        #expect(throws: CryptoError(.notOpened)) { try Self.opened(1, stream.head, Array(stream.pieces[1...])) }
        #expect(throws: CryptoError(.notOpened)) { try Self.opened(1, stream.head, stream.pieces + [stream.pieces[0]]) }
        #expect(throws: CryptoError(.notOpened)) {
            try Self.opened(1, stream.head, [stream.pieces[0], other.pieces[1]])
        }
        #expect(throws: CryptoError(.notOpened)) { try Self.opened(1, Array(stream.head.dropLast()), stream.pieces) }
        #expect(throws: CryptoError(.notOpened)) { try Self.opened(1, stream.head, [[UInt8](repeating: 0, count: 16)]) }
    }

    @Test func `a key of another length is none`() throws {
        #expect(throws: CryptoError(.invalidKey)) { _ = try SealedStream.Sealer(key: try Secret(count: 31)) }
        #expect(throws: CryptoError(.invalidKey)) {
            _ = try SealedStream.Opener(key: try Secret(count: 33), head: [UInt8](repeating: 0, count: 24))
        }
    }
}
