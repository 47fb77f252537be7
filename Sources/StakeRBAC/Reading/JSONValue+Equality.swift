// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Whether two values say the same, wherever they stand.
extension JSONValue {
    /// Apiservers write maps with sorted keys and structures in one order; what is in neither and larger than any structure of theirs is
    /// not compared member by member, so that nobody can make a comparison long.
    private static let unsortedLimit = 64

    /// Whether both say the same: members in any order, numbers by their value.
    ///
    /// An object in which a key stands twice equals nothing, for two readers could see two objects.
    func equals(_ other: borrowing JSONValue) -> Bool {
        guard kind == other.kind else { return false }
        switch kind {
        case .object: return hasMembers(of: other)
        case .array: return hasElements(of: other)
        case .string:
            guard let text = string, let others = other.string else { return false }
            return Text.equals(text, others)
        case .number: return isNumber(other)
        case .bool: return bool == other.bool
        case .null: return true
        }
    }

    /// The value under `key` if that key stands exactly once; the value must be an object.
    @_lifetime(copy self)
    func only(_ key: Span<UInt8>) -> JSONValue? {
        var walk = children
        var found: JSONValue?
        while walk.advance() {
            guard Text.equals(walk.key, key) else { continue }
            guard found == nil else { return nil }
            found = walk.value
        }
        return found
    }

    private func hasMembers(of other: borrowing JSONValue) -> Bool {
        let count = count
        guard count == other.count else { return false }
        if isSorted && other.isSorted { return hasSameWalk(as: other) }
        guard count <= Self.unsortedLimit else { return false }
        var walk = children
        while walk.advance() {
            // As many members on both sides, each of them once on both: the same members.
            guard let value = walk.value, only(walk.key) != nil, let others = other.only(walk.key),
                value.equals(others)
            else { return false }
        }
        return true
    }

    private func hasElements(of other: borrowing JSONValue) -> Bool { count == other.count && hasSameWalk(as: other) }

    /// Whether children are the same, one after another; keys of elements are empty.
    private func hasSameWalk(as other: borrowing JSONValue) -> Bool {
        var walk = children
        var others = other.children
        while walk.advance(), others.advance() {
            guard Text.equals(walk.key, others.key), let value = walk.value, let other = others.value,
                value.equals(other)
            else { return false }
        }
        return true
    }

    /// Whether every key is greater than the one before, and therefore stands once.
    private var isSorted: Bool {
        var walk = children
        guard walk.advance() else { return true }
        var last = walk.key
        while walk.advance() {
            guard Text.precedes(last, walk.key) else { return false }
            last = walk.key
        }
        return true
    }

    private func isNumber(_ other: borrowing JSONValue) -> Bool {
        switch (integer, other.integer) {
        case (let number?, let others?): return number == others
        // Not every whole number is a double: the one must be exactly the other.
        case (let number?, nil): return Double(exactly: number) == other.double
        case (nil, let others?): return Double(exactly: others) == double
        case (nil, nil): return double == other.double
        }
    }
}
