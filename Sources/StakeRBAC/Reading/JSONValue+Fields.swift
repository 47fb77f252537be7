// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Fields as Kubernetes' decoders see them: absent and `null` are the same, another type is an error, and a key
/// that decides must stand once.
extension JSONValue {
    /// The member under `key`; `nil` if it is absent or null.
    @_lifetime(copy self)
    func field(_ key: StaticString) throws(JSONError) -> JSONValue? {
        guard let value = try member(key), !value.isNull else { return nil }
        return value
    }

    /// The object under `key`.
    @_lifetime(copy self)
    func object(_ key: StaticString) throws(JSONError) -> JSONValue? {
        try field(key, .object)
    }

    /// The list under `key`.
    @_lifetime(copy self)
    func list(_ key: StaticString) throws(JSONError) -> JSONValue? {
        try field(key, .array)
    }

    /// The text under `key`, still as a value, to be compared.
    @_lifetime(copy self)
    func text(_ key: StaticString) throws(JSONError) -> JSONValue? {
        try field(key, .string)
    }

    /// The truth value under `key`.
    func flag(_ key: StaticString) throws(JSONError) -> Bool? {
        try field(key, .bool)?.bool
    }

    /// The whole number under `key`; one with a fraction is of another type, as it is for Kubernetes.
    func integer(_ key: StaticString) throws(JSONError) -> Int? {
        guard let value = try field(key) else { return nil }
        guard let number = value.integer else { throw .wrongType }
        return number
    }

    /// Whether there is a text under `key` that is not empty.
    func hasText(_ key: StaticString) throws(JSONError) -> Bool {
        guard let text = try text(key)?.string else { return false }
        return !text.isEmpty
    }

    /// Whether it is one of these strings.
    func isOne(of texts: [StaticString]) -> Bool {
        for text in texts where equals(text) { return true }
        return false
    }

    @_lifetime(copy self)
    private func field(_ key: StaticString, _ kind: Kind) throws(JSONError) -> JSONValue? {
        guard let value = try field(key) else { return nil }
        guard value.kind == kind else { throw .wrongType }
        return value
    }
}
