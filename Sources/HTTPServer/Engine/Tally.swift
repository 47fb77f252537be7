// SPDX-License-Identifier: Apache-2.0
internal import Synchronization

/// A number that one thread counts up and others read.
struct Tally: ~Copyable, Sendable {
    private let value = Atomic<Int>(0)

    var count: Int { value.load(ordering: .relaxed) }

    /// Adds, from the owning thread alone: a plain load and store, without a locked instruction.
    @inline(__always)
    func add(_ amount: Int = 1) { value.store(value.load(ordering: .relaxed) &+ amount, ordering: .relaxed) }
}
