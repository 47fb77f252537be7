// SPDX-License-Identifier: Apache-2.0

/// One tally for each case of a closed set.
@safe
struct Tallies<Key: CaseIterable & Hashable & Sendable>: ~Copyable, Sendable {
    // Sendable: the pointer never changes, and a tally is read and written atomically.
    private nonisolated(unsafe) let tallies: UnsafeMutablePointer<Tally>
    private let places: [Key: Int]

    init() {
        let keys = Array(Key.allCases)
        places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
        unsafe tallies = .allocate(capacity: keys.count)
        for place in keys.indices { unsafe (tallies + place).initialize(to: Tally()) }
    }

    deinit {
        unsafe tallies.deinitialize(count: places.count)
        unsafe tallies.deallocate()
    }

    /// Counts one `key`.
    func add(_ key: Key) {
        guard let place = places[key] else { return }
        unsafe tallies[place].add()
    }

    /// Adds the counts to `total`.
    func add(to total: inout [Key: Int]) {
        for (key, place) in places { total[key, default: 0] += unsafe tallies[place].count }
    }
}
