// SPDX-License-Identifier: Apache-2.0
import CNGHTTP2
import Testing

@testable import HTTPServer

/// What nghttp2 works in.
struct SessionMemoryTests {
    /// Around each border: the least, a multiple of what sizes are rounded to, the largest that is kept, the least that the
    /// kernel gives.
    static let sizes = [0, 1, 31, 32, 33, 511, 512, 513, 8191, 8192, 8193, 16394, 100_000]

    @Test(arguments: sizes) func `a block holds all that was asked for, and can be asked for again`(_ size: Int) throws
    {
        let memory = SessionMemory()
        for byte in [UInt8(0x5A), 0xA5] {
            let block = try #require(memory.take(size))
            let bytes = block.bindMemory(to: UInt8.self, capacity: size)
            bytes.initialize(repeating: byte, count: size)
            #expect((0..<size).allSatisfy { bytes[$0] == byte })
            #expect(UInt(bitPattern: block) % 16 == 0, "as malloc gives it")
            memory.give(block)
        }
    }

    @Test func `blocks in use are apart`() throws {
        let memory = SessionMemory()
        let blocks = try (0..<100).map { _ in try #require(memory.take(48)) }
        for (number, block) in blocks.enumerated() {
            block.bindMemory(to: UInt8.self, capacity: 48).initialize(repeating: UInt8(number), count: 48)
        }
        for (number, block) in blocks.enumerated() {
            let bytes = block.assumingMemoryBound(to: UInt8.self)
            #expect((0..<48).allSatisfy { bytes[$0] == UInt8(number) })
            memory.give(block)
        }
        #expect(memory.kept == 100)
    }

    @Test(arguments: [(511, 1), (512, 1), (513, 0), (8192, 0)]) func `small blocks are kept for the next`(
        _ size: Int, _ kept: Int
    ) throws {
        let memory = SessionMemory()
        for _ in 0..<2 {
            let block = try #require(memory.take(size))
            memory.give(block)
            #expect(memory.kept == kept)
        }
    }

    @Test func `of each size so many are kept`() throws {
        let memory = SessionMemory(keptOfEach: 3)
        let blocks = try (0..<4).map { _ in try #require(memory.take(64)) }
        for (count, kept) in [(0, 1), (1, 2), (2, 3), (3, 3)] {
            memory.give(blocks[count])
            #expect(memory.kept == kept)
        }
        let other = try #require(memory.take(65))
        memory.give(other)
        #expect(memory.kept == 4, "another size has its own")
    }

    @Test func `nothing is given back as nothing`() {
        let memory = SessionMemory()
        memory.give(nil)
        #expect(memory.kept == 0)
    }

    @Test(arguments: [(10, 500), (32, 33), (500, 513), (600, 9000), (9000, 20_000), (20_000, 10)])
    func `a block that moves keeps its bytes`(_ from: Int, _ to: Int) throws {
        let memory = SessionMemory()
        let block = try #require(memory.take(from))
        block.bindMemory(to: UInt8.self, capacity: from).initialize(repeating: 7, count: from)
        let moved = try #require(memory.move(block, to: to))
        let bytes = moved.assumingMemoryBound(to: UInt8.self)
        #expect((0..<min(from, to)).allSatisfy { bytes[$0] == 7 })
        memory.give(moved)
    }

    @Test func `a block that is not there moves from nowhere`() throws {
        let memory = SessionMemory()
        memory.give(try #require(memory.move(nil, to: 100)))
        #expect(memory.kept == 1)
    }

    @Test func `what nghttp2 has cleared is zero, also where something was`() throws {
        let memory = SessionMemory()
        let dirty = try #require(memory.take(96))
        dirty.bindMemory(to: UInt8.self, capacity: 96).initialize(repeating: 0xFF, count: 96)
        memory.give(dirty)
        let functions = memory.functions
        let block = try #require(functions.calloc(3, 32, functions.mem_user_data))
        let bytes = block.assumingMemoryBound(to: UInt8.self)
        #expect(block == dirty && (0..<96).allSatisfy { bytes[$0] == 0 })
        functions.free(block, functions.mem_user_data)
        #expect(functions.calloc(Int.max, 2, functions.mem_user_data) == nil, "more than can be said")
        #expect(functions.malloc(Int.max, functions.mem_user_data) == nil)
        withExtendedLifetime(memory) {}
    }

    @Test func `a block that is given back twice ends the process`() async {
        await #expect(processExitsWith: .failure) {
            let memory = SessionMemory()
            let block = memory.take(64)
            memory.give(block)
            memory.give(block)
        }
    }

    @Test func `a block that nobody took ends the process`() async {
        await #expect(processExitsWith: .failure) {
            let memory = SessionMemory()
            let other = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 16)
            other.initializeMemory(as: UInt8.self, repeating: 0, count: 128)
            memory.give(other + 64)
        }
    }

    @Test func `a session gives all of it back`() {
        let memory = SessionMemory()
        guard let handle = SessionHandle.server(in: memory) else {
            Issue.record("there is no session")
            return
        }
        #expect(memory.kept == 0)
        drop(handle)
        #expect(memory.kept > 0)
    }

    private func drop(_ handle: consuming SessionHandle) {}
}
