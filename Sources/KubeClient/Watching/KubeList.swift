// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// A list of objects, or a part of one.
public struct KubeList: Hashable, Sendable {
    /// The objects.
    public let items: [KubeItem]
    /// Where the next part begins; `nil` if this is the last.
    public let continuation: String?
    /// From where a watch goes on without a gap.
    public let resourceVersion: String

    /// Reads a document.
    init(_ body: [UInt8]) throws(JSONError) {
        var parser = try KubeDocument.parser(for: body.count)
        self = try parser.withDocument(body.span) { (value) throws(JSONError) in try KubeList(value, body) }
    }

    private init(_ value: borrowing JSONValue, _ body: [UInt8]) throws(JSONError) {
        guard let meta = try value.member("metadata"), let version = try meta.text("resourceVersion") else {
            throw .wrongType
        }
        var found: [KubeItem] = []
        // Go writes an empty list as null where nobody made one.
        if let items = try value.member("items"), !items.isNull {
            guard items.kind == .array, let place = JSONSlices.member("items", of: body) else { throw .wrongType }
            let places = JSONSlices.elements(of: body, in: place)
            guard places.count == items.count else { throw .malformed }
            found.reserveCapacity(places.count)
            var walk = items.children
            var index = 0
            while walk.advance() {
                guard let item = walk.value else { throw .malformed }
                found.append(try KubeItem(item, body: Array(body[places[index]])))
                index += 1
            }
        }
        items = found
        let next = try meta.text("continue") ?? ""
        continuation = next.isEmpty ? nil : next
        resourceVersion = version
    }
}
