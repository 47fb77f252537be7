// SPDX-License-Identifier: Apache-2.0

/// One tally for each case of a closed set.
@safe
struct Tallies<Key: CaseIterable & Hashable & Sendable>: ~Copyable, Sendable {
    // Sendable: the pointer never changes, and a tally is read and written atomically.
    private nonisolated(unsafe) let tallies: UnsafeMutablePointer<Tally>
    private let keys: [Key]

    init() {
        keys = Array(Key.allCases)
        unsafe tallies = .allocate(capacity: keys.count)
        for place in keys.indices {
            precondition(Self.place(of: keys[place]) == place, "an enumeration's cases are its bytes, in order")
            unsafe (tallies + place).initialize(to: Tally())
        }
    }

    deinit {
        unsafe tallies.deinitialize(count: keys.count)
        unsafe tallies.deallocate()
    }

    /// Counts one `key`.
    @inline(__always)
    func add(_ key: Key) { unsafe tallies[Self.place(of: key)].add() }

    /// Adds the counts to `total`.
    func add(to total: inout [Key: Int]) {
        for place in keys.indices { total[keys[place], default: 0] += unsafe tallies[place].count }
    }

    /// An enumeration without payload is one byte, counting its cases in order; `init` checks each of them.
    @inline(__always)
    private static func place(of key: Key) -> Int {
        unsafe withUnsafeBytes(of: key) { unsafe Int($0.first ?? 0) }
    }
}
