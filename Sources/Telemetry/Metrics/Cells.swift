// SPDX-License-Identifier: Apache-2.0
public import Synchronization

/// Numbers that many threads add to without a lock and one thread sums up now and then.
///
/// Each shard is a row of its own cache lines, so that loops which count the same thing do not take a
/// line from each other. All orders are relaxed: a scrape wants every number, not a moment.
@safe @usableFromInline
struct Cells: ~Copyable, @unchecked Sendable {
    // Sendable: the memory holds atomics only, and lives as long as its one owner.
    @usableFromInline let base: UnsafeMutablePointer<Atomic<UInt64>>
    @usableFromInline let count: Int
    @usableFromInline let stride: Int
    @usableFromInline let mask: Int

    /// Makes `count` cells at 0, in at least `shards` rows.
    init(count: Int, shards: Int) {
        precondition(count > 0 && shards > 0 && shards <= 1024, "cells need a sane number of rows and columns")
        var rows = 1
        while rows < shards { rows *= 2 }
        self.count = count
        self.mask = rows - 1
        // Two lines of 64 bytes: the processor fetches them in pairs.
        self.stride = (count + 15) / 16 * 16
        let bytes = stride * rows * MemoryLayout<Atomic<UInt64>>.stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 128)
        unsafe base = raw.bindMemory(to: Atomic<UInt64>.self, capacity: stride * rows)
        for index in 0..<stride * rows { unsafe (base + index).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe base.deinitialize(count: stride * (mask + 1))
        unsafe UnsafeMutableRawPointer(base).deallocate()
    }

    /// Adds, wrapping at 2^64.
    @inlinable
    func add(_ amount: UInt64, at index: Int, shard: Int) {
        precondition(index >= 0 && index < count)
        _ = unsafe base[(shard & mask) &* stride &+ index].wrappingAdd(amount, ordering: .relaxed)
    }

    /// Replaces the number of an unsharded cell.
    @inlinable
    func set(_ value: UInt64, at index: Int) {
        precondition(index >= 0 && index < count && mask == 0)
        unsafe base[index].store(value, ordering: .relaxed)
    }

    /// The number, over all shards.
    func sum(at index: Int) -> UInt64 {
        precondition(index >= 0 && index < count)
        var sum: UInt64 = 0
        for row in 0...mask { unsafe sum &+= base[row * stride + index].load(ordering: .relaxed) }
        return sum
    }
}
