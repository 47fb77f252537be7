// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Fields whose names come from the table of kinds, where the operator's may be among them.
extension JSONValue {
    /// The member under `key`; `nil` if it is absent or null.
    @_lifetime(copy self)
    func content(named key: Span<UInt8>) throws(JSONError) -> JSONValue? {
        guard kind == .object else { throw .wrongType }
        var found: JSONValue?
        var isFound = false
        var walk = children
        while walk.advance() {
            guard Text.equals(walk.key, key) else { continue }
            guard !isFound else { throw .duplicateKey }
            isFound = true
            found = walk.value
        }
        guard let found, !found.isNull else { return nil }
        return found
    }

    /// The object at the end of a path of members; `nil` if one of them is absent.
    @_lifetime(copy self)
    func contentObject(at path: some Sequence<String>) throws(JSONError) -> JSONValue? {
        var place = self
        for key in path {
            guard let next = try place.content(named: key.utf8Span.span) else { return nil }
            guard next.kind == .object else { throw .wrongType }
            place = next
        }
        return place
    }

    /// The whole number at the end of a path of members; `nil` if one of them is absent.
    func contentNumber(at path: [String]) throws(JSONError) -> Int? {
        guard let key = path.last, let object = try contentObject(at: path.dropLast()),
            let value = try object.content(named: key.utf8Span.span)
        else { return nil }
        guard let number = value.integer else { throw .wrongType }
        return number
    }
}
