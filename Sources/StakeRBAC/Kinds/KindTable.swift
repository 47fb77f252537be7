// SPDX-License-Identifier: Apache-2.0

/// Kinds by group and resource, found without making text of either.
public struct KindTable: Sendable {
    private struct Entry: Sendable {
        let group: String
        let resource: String
        let kind: Kind
    }

    private var entries: [Entry] = []
    // Open addressing over a power of two, never more than half full; zero is free, the rest is a place in `entries` and one.
    private var slots: [UInt16] = []

    /// What Kubernetes and k3s serve.
    public init() { self.init(Self.builtIn) }

    /// What Kubernetes and k3s serve, and what an operator adds to it or sees otherwise.
    public init(adding kinds: [(group: String, resource: String, kind: Kind)]) { self.init(Self.builtIn + kinds) }

    /// What is built in, and more; a later entry takes the place of an earlier one.
    init(_ kinds: [(group: String, resource: String, kind: Kind)]) {
        var size = 64
        while size < 4 * kinds.count { size *= 2 }
        slots = Array(repeating: 0, count: size)
        for (group, resource, kind) in kinds { insert(Entry(group: group, resource: resource, kind: kind)) }
    }

    /// What is known of a resource: itself, or its group's `*`.
    public func kind(group: Span<UInt8>, resource: Span<UInt8>) -> Kind? {
        let anything = "*"
        return find(group, resource) ?? find(group, anything.utf8Span.span)
    }

    /// All kinds, for people.
    public var all: [(group: String, resource: String, kind: Kind)] { entries.map { ($0.group, $0.resource, $0.kind) } }

    private mutating func insert(_ entry: Entry) {
        let (group, resource) = (entry.group.utf8Span.span, entry.resource.utf8Span.span)
        var slot = Self.hash(group, resource) & (slots.count - 1)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if entries[place].group == entry.group, entries[place].resource == entry.resource {
                entries[place] = entry
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        entries.append(entry)
        slots[slot] = UInt16(entries.count)
    }

    private func find(_ group: Span<UInt8>, _ resource: Span<UInt8>) -> Kind? {
        var slot = Self.hash(group, resource) & (slots.count - 1)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if Text.equals(resource, entries[place].resource), Text.equals(group, entries[place].group) {
                return entries[place].kind
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// FNV-1a: the table is ours and the operator's, nobody can choose names for it.
    private static func hash(_ group: Span<UInt8>, _ resource: Span<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for index in group.indices { hash = (hash ^ UInt32(group[index])) &* 16_777_619 }
        hash = (hash ^ 0x2F) &* 16_777_619
        for index in resource.indices { hash = (hash ^ UInt32(resource[index])) &* 16_777_619 }
        return Int(hash)
    }
}
