// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What each of many has left of the same limit, in bounded memory.
///
/// A bucket that nobody has touched for a minute is whole again, and is forgotten with all others of its age: that loses nothing.
/// Those that are still counted are never driven out: who comes while there is no room shares one bucket with all who come then. So
/// a crowd of strangers limits strangers, and nobody gets a fresh limit by bringing a crowd.
struct RateTable<Key: Hashable & Sendable>: Sendable {
    let limit: RateLimit
    /// The most that are counted one by one in a minute.
    let capacity: Int

    private var young: [Key: RateBucket] = [:]
    private var old: [Key: RateBucket] = [:]
    private var crowd: RateBucket
    private var turned: Monotonic

    /// Counts nobody yet.
    init(_ limit: RateLimit, capacity: Int, now: Monotonic) {
        self.limit = limit
        self.capacity = max(1, capacity)
        crowd = RateBucket(now: now)
        turned = now
    }

    /// How many are counted one by one.
    var count: Int { young.count + old.count }

    /// Takes one of somebody's limit.
    mutating func take(_ key: Key, at now: Monotonic) -> RateVerdict {
        turn(at: now)
        if var bucket = young[key] ?? old.removeValue(forKey: key) {
            let verdict = bucket.take(limit, at: now)
            young[key] = bucket
            return verdict
        }
        guard count < capacity else { return crowd.take(limit, at: now) }
        var bucket = RateBucket(now: now)
        let verdict = bucket.take(limit, at: now)
        young[key] = bucket
        return verdict
    }

    /// Forgets those that have rested for a minute.
    private mutating func turn(at now: Monotonic) {
        let age = now.since(turned)
        guard age >= .nanoseconds(Int64(RateLimit.window)) else { return }
        old = age >= .nanoseconds(2 * Int64(RateLimit.window)) ? [:] : young
        young = [:]
        turned = now
    }
}
