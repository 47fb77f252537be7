// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Fields of objects as Kubernetes' decoders see them: absent and `null` are the same, another type is an error, and a key that decides
/// must stand once.
extension JSONValue {
    /// The member under `key`; `nil` if it is absent or null.
    @_lifetime(copy self)
    func content(_ key: StaticString) throws(JSONError) -> JSONValue? {
        guard let value = try member(key), !value.isNull else { return nil }
        return value
    }

    /// The object under `key`.
    @_lifetime(copy self)
    func contentObject(_ key: StaticString) throws(JSONError) -> JSONValue? {
        guard let value = try content(key) else { return nil }
        guard value.kind == .object else { throw .wrongType }
        return value
    }

    /// The list under `key`.
    @_lifetime(copy self)
    func contentList(_ key: StaticString) throws(JSONError) -> JSONValue? {
        guard let value = try content(key) else { return nil }
        guard value.kind == .array else { throw .wrongType }
        return value
    }

    /// The text under `key`.
    @_lifetime(copy self)
    func contentText(_ key: StaticString) throws(JSONError) -> Span<UInt8>? {
        guard let value = try content(key) else { return nil }
        guard let text = value.string else { throw .wrongType }
        return text
    }

    /// The text under `key`, still as a value, to be compared.
    @_lifetime(copy self)
    func contentString(_ key: StaticString) throws(JSONError) -> JSONValue? {
        guard let value = try content(key) else { return nil }
        guard value.kind == .string else { throw .wrongType }
        return value
    }

    /// Whether there is a text under `key` that is not empty.
    func hasText(_ key: StaticString) throws(JSONError) -> Bool {
        guard let text = try contentText(key) else { return false }
        return !text.isEmpty
    }

    /// Whether it is one of these texts.
    func isOne(of texts: [StaticString]) -> Bool {
        for text in texts where equals(text) { return true }
        return false
    }

    /// The flag under `key`.
    func contentFlag(_ key: StaticString) throws(JSONError) -> Bool? {
        guard let value = try content(key) else { return nil }
        guard let flag = value.bool else { throw .wrongType }
        return flag
    }

    /// The whole number under `key`.
    func contentNumber(_ key: StaticString) throws(JSONError) -> Int? {
        guard let value = try content(key) else { return nil }
        guard let number = value.integer else { throw .wrongType }
        return number
    }
}
