// SPDX-License-Identifier: Apache-2.0

/// Which of an object's event numbers were seen, and whether one is missing.
///
/// The contracts number each object's events without gaps. Until a first number is known nothing is missing: what happened before
/// stands in the tables, which are listed after the following has begun.
public struct NumberTracker: Hashable, Sendable {
    /// Numbers that arrived after one that has not, at most: more would mean that a stream makes no sense.
    public static let maximumAhead = 100_000

    /// Everything up to here was seen, or is covered by the tables.
    public private(set) var complete: UInt64?
    private var ahead: Set<UInt64> = []

    /// Nothing is known; or everything up to a number that was saved.
    public init(complete: UInt64? = nil) { self.complete = complete }

    /// Whether a number is missing below one that was seen.
    public var hasHole: Bool { !ahead.isEmpty }

    /// The first missing number, if one is.
    public var firstMissing: UInt64? { hasHole ? (complete ?? 0) + 1 : nil }

    /// Takes a number in; false if it was seen before.
    public mutating func insert(_ number: UInt64) -> Bool {
        guard let complete else {
            self.complete = number
            return true
        }
        guard number > complete, ahead.count < Self.maximumAhead, ahead.insert(number).inserted else { return false }
        var next = complete + 1
        while ahead.remove(next) != nil { next += 1 }
        self.complete = next - 1
        return true
    }

    /// Everything up to a number is covered, because the tables were listed anew.
    public mutating func cover(upTo number: UInt64) {
        guard number > complete ?? 0 || complete == nil else { return }
        complete = number
        ahead = ahead.filter { $0 > number }
        var next = number + 1
        while ahead.remove(next) != nil { next += 1 }
        complete = next - 1
    }
}
