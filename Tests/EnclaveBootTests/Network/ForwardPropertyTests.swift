// SPDX-License-Identifier: Apache-2.0
import Kernel
import TestSupport
import Testing

@testable import EnclaveBoot

/// Whatever is said in whatever pieces comes out as it went in.
struct ForwardPropertyTests {
    /// xorshift64*: the same world for the same seed.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return state &* 0x2545_F491_4F6C_DD1D
        }
    }

    /// One end's side of a conversation: what it says, in which pieces, and how it listens.
    struct Talk: Sendable {
        let bytes: [UInt8]
        let pieces: [Int]
        let readSizes: [Int]

        init(_ numbers: inout Numbers) {
            let count = Int.random(in: 0...300_000, using: &numbers)
            var bytes: [UInt8] = []
            bytes.reserveCapacity(count)
            for _ in 0..<count { bytes.append(UInt8(truncatingIfNeeded: numbers.next() >> 40)) }
            self.bytes = bytes
            pieces = (0..<8).map { _ in Int.random(in: 1...70_000, using: &numbers) }
            readSizes = (0..<8).map { _ in Int.random(in: 1...90_000, using: &numbers) }
        }

        func say(to stream: Stream) throws {
            var rest = bytes[...]
            var turn = 0
            while !rest.isEmpty {
                let piece = rest.prefix(pieces[turn % pieces.count])
                try stream.write(Array(piece))
                rest = rest.dropFirst(piece.count)
                turn += 1
            }
            stream.finish()
        }

        func hear(_ stream: Stream, expecting count: Int) throws -> [UInt8] {
            var heard: [UInt8] = []
            var turn = 0
            while heard.count < count {
                heard += try stream.read(min(count - heard.count, readSizes[turn % readSizes.count]))
                turn += 1
            }
            try #require(try stream.isEnded())
            return heard
        }
    }

    @Test func `bytes come out as they went in`() throws {
        for seed in Seeds.all.prefix(60) {
            var numbers = Numbers(state: UInt64(seed) &* 0x9E37_79B9 | 1)
            let kinds = SocketKind.allCases
            let world = try ForwardWorld(
                from: kinds[seed % 2], to: kinds[seed / 2 % 2]
            ) { limits in
                limits.buffer = Int.random(in: 1...70_000, using: &numbers)
                limits.quantum = Int.random(in: 1...100_000, using: &numbers)
            }
            let (client, server) = try world.pair()
            let (ours, theirs) = (Talk(&numbers), Talk(&numbers))
            let heard = Locked<[UInt8]?>(nil)
            let threads = [
                try SharedThread(name: "ours") { try? ours.say(to: client) },
                try SharedThread(name: "theirs") { try? theirs.say(to: server) },
                try SharedThread(name: "hear") {
                    let bytes = try? theirs.hear(server, expecting: ours.bytes.count)
                    heard.withLock { $0 = bytes }
                },
            ]
            let answer = try ours.hear(client, expecting: theirs.bytes.count)
            for thread in threads { thread.join() }
            #expect(answer == theirs.bytes, "seed \(seed)")
            #expect(heard.withLock { $0 } == ours.bytes, "seed \(seed)")
            world.wait(for: "the end of seed \(seed)") { $0.open == 0 }
            #expect(world.statistics.bytesToTarget == ours.bytes.count, "seed \(seed)")
            #expect(world.statistics.bytesToSource == theirs.bytes.count, "seed \(seed)")
        }
    }
}
