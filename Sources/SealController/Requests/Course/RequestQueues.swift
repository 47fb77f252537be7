// SPDX-License-Identifier: Apache-2.0

/// Open requests by whose they are and the object that they are about, each object's in the order of their numbers.
struct RequestQueues {
    private var numbers: [ObjectKey: [UInt64]] = [:]

    /// The oldest request of a submitter for an object.
    func first(_ key: ObjectKey) -> UInt64? { numbers[key]?.first }

    /// Takes one in, if it is not there.
    mutating func insert(_ number: UInt64, _ key: ObjectKey) {
        let place = numbers[key]?.firstIndex { $0 >= number }
        guard place.map({ numbers[key]?[$0] != number }) ?? true else { return }
        numbers[key, default: []].insert(number, at: place ?? numbers[key]?.count ?? 0)
    }

    /// Takes one out.
    mutating func remove(_ number: UInt64, _ key: ObjectKey) {
        guard let place = numbers[key]?.firstIndex(of: number) else { return }
        if numbers[key]?.count == 1 { numbers[key] = nil } else { numbers[key]?.remove(at: place) }
    }
}
