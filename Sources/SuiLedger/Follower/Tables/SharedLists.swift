// SPDX-License-Identifier: Apache-2.0

/// Keeps lists of texts once that many seals have: those that were seen last, for most clusters know few.
struct SharedLists: Sendable {
    private static let capacity = 4096

    private var lists = [[String]](repeating: [], count: capacity)

    /// The list, or an equal one that others hold already.
    mutating func shared(_ list: [String]) -> [String] {
        guard !list.isEmpty else { return [] }
        let place = Int(UInt(bitPattern: list.hashValue) % UInt(Self.capacity))
        if lists[place] != list { lists[place] = list }
        return lists[place]
    }
}
