// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Fields as Kubernetes' decoders see them: absent and `null` are the same, another type is an error, and a key
/// that decides must stand once.
extension JSONValue {
    /// The member under `key`; `nil` if it is absent or null.
    @_lifetime(copy self)
    public func field(_ key: StaticString) throws(ReviewError) -> JSONValue? {
        do throws(JSONError) {
            guard let value = try member(key), !value.isNull else { return nil }
            return value
        } catch {
            throw ReviewError(error)
        }
    }

    /// The text under `key`; empty if it is absent.
    @_lifetime(copy self)
    public func text(_ key: StaticString) throws(ReviewError) -> Span<UInt8> {
        guard let value = try field(key) else { return unsafe _overrideLifetime(Span(), copying: self) }
        guard let text = value.string else { throw .wrongType }
        return text
    }

    /// The object under `key`.
    @_lifetime(copy self)
    public func object(_ key: StaticString) throws(ReviewError) -> JSONValue? {
        guard let value = try field(key) else { return nil }
        guard value.kind == .object else { throw .wrongType }
        return value
    }

    /// The list of texts under `key`; every element is checked.
    @_lifetime(copy self)
    public func texts(_ key: StaticString) throws(ReviewError) -> JSONValue? {
        guard let value = try field(key) else { return nil }
        guard value.kind == .array else { throw .wrongType }
        var walk = value.children
        while walk.advance() {
            guard let element = walk.value, element.kind == .string else { throw .wrongType }
        }
        return value
    }

    /// Refuses a document of another kind.
    public func requireKind(_ kind: StaticString) throws(ReviewError) {
        guard self.kind == .object else { throw .wrongType }
        guard let value = try field("kind") else { throw .missingField }
        guard value.equals(kind) else { throw .wrongKind }
    }
}
