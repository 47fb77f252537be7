// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Wire

/// A Node, as far as it says that its machine has come.
struct NodeSight: Hashable, Sendable {
    /// Since when it is there.
    var created: WallTime
    /// Since when it is ready; `nil` if it is not.
    var ready: WallTime?

    /// Puts one together.
    init(created: WallTime, ready: WallTime?) {
        self.created = created
        self.ready = ready
    }

    /// Reads a Node.
    init?(json bytes: Span<UInt8>) {
        let read = ObjectReading.read(bytes) { node throws(JSONError) -> NodeSight in
            guard let created = try node.needed("metadata").time("creationTimestamp") else { throw .wrongType }
            return NodeSight(created: created, ready: try Self.ready(node))
        }
        guard let read else { return nil }
        self = read
    }

    private static func ready(_ node: borrowing JSONValue) throws(JSONError) -> WallTime? {
        guard let status = try node.member("status"), status.kind == .object,
            let conditions = try status.member("conditions"), conditions.kind == .array
        else { return nil }
        var walk = conditions.children
        while walk.advance() {
            guard let condition = walk.value, condition.kind == .object else { throw .wrongType }
            guard try condition.word("type") == "Ready" else { continue }
            return try condition.word("status") == "True" ? try condition.time("lastTransitionTime") : nil
        }
        return nil
    }
}
