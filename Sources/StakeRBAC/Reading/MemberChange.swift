// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Members compared with what they were: labels, annotations, fields.
enum MemberChange {
    /// The first key among those that are meant under which there is something else than before; shown for a message.
    ///
    /// Nothing is searched for in the older map but keys that are meant, and the first that differs ends it.
    static func added(to map: JSONValue?, since old: JSONValue?, where isMeant: (Span<UInt8>) -> Bool) -> String? {
        guard let map else { return nil }
        var walk = map.children
        while walk.advance() {
            guard isMeant(walk.key), let value = walk.value else { continue }
            if let old, let before = old.only(walk.key), value.equals(before) { continue }
            return Text.shown(walk.key)
        }
        return nil
    }

    /// The same, and what was there and is no more; a key that stands twice is never as it was.
    static func changed(in map: JSONValue?, since old: JSONValue?, where isMeant: (Span<UInt8>) -> Bool) -> String? {
        added(to: map, since: old, where: isMeant) ?? added(to: old, since: map, where: isMeant)
    }
}
