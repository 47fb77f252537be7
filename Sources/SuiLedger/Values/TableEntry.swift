// SPDX-License-Identifier: Apache-2.0

/// An entry of a table, or any other dynamic field: key and value, in BCS.
public struct TableEntry: Hashable, Sendable {
    /// The key.
    public var key: [UInt8]
    /// The value.
    public var value: [UInt8]

    /// Puts an entry together.
    public init(key: [UInt8], value: [UInt8]) {
        self.key = key
        self.value = value
    }
}

/// Part of a longer list.
public struct Page<Item: Sendable>: Sendable {
    /// The items, in order.
    public var items: [Item]
    /// Where the next part begins, or `nil` at the end; means something to the node that gave it, and to no other.
    public var next: PageToken?

    /// Puts a page together.
    public init(items: [Item], next: PageToken?) {
        self.items = items
        self.next = next
    }
}

extension Page: Equatable where Item: Equatable {}

/// Where a list goes on.
public enum PageToken: Hashable, Sendable {
    /// For gRPC.
    case bytes([UInt8])
    /// For GraphQL.
    case text(String)
}
