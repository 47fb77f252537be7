// SPDX-License-Identifier: Apache-2.0

/// A table of a contract, which can take back what a call changed before it failed.
///
/// Each change remembers what was there before it, until the call is over: cheaper than a copy, whatever the table's size.
final class Table<Key: Hashable, Value: Hashable>: Undoable {
    private(set) var entries: [Key: Value] = [:]
    private var changes: [(key: Key, before: Value?)] = []

    init() {}

    subscript(key: Key) -> Value? {
        get { entries[key] }
        set {
            changes.append((key, entries[key]))
            entries[key] = newValue
        }
    }

    func contains(_ key: Key) -> Bool { entries[key] != nil }

    /// What the call under way has changed.
    var changedKeys: Set<Key> { Set(changes.map(\.key)) }

    func commit() { changes.removeAll(keepingCapacity: true) }

    func rollBack() {
        for change in changes.reversed() { entries[change.key] = change.before }
        changes.removeAll(keepingCapacity: true)
    }

    /// A number that is the same for tables that say the same, in this process.
    var fingerprint: Int {
        entries.reduce(0) { sum, entry in
            var hasher = Hasher()
            hasher.combine(entry.key)
            hasher.combine(entry.value)
            return sum &+ hasher.finalize()
        }
    }
}
