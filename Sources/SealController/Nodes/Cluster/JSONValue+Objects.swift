// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// Fields of objects as an apiserver writes them: absent and `null` are the same, another type is an error.
extension JSONValue {
    /// The member under `key`; `nil` if it is absent or null.
    @_lifetime(copy self)
    func part(_ key: StaticString) throws(JSONError) -> JSONValue? {
        guard let value = try member(key), !value.isNull else { return nil }
        return value
    }

    /// The object under `key`.
    @_lifetime(copy self)
    func object(_ key: StaticString) throws(JSONError) -> JSONValue? {
        guard let value = try part(key) else { return nil }
        guard value.kind == .object else { throw .wrongType }
        return value
    }

    /// The list under `key`.
    @_lifetime(copy self)
    func list(_ key: StaticString) throws(JSONError) -> JSONValue? {
        guard let value = try part(key) else { return nil }
        guard value.kind == .array else { throw .wrongType }
        return value
    }

    /// The text under `key`.
    func text(_ key: StaticString) throws(JSONError) -> String? {
        guard let value = try part(key) else { return nil }
        guard let text = value.string else { throw .wrongType }
        return String(decoding: [UInt8](copying: text), as: UTF8.self)
    }

    /// The text under `key`, which must be there.
    func neededText(_ key: StaticString) throws(JSONError) -> String {
        guard let text = try text(key), !text.isEmpty else { throw .wrongType }
        return text
    }
}
