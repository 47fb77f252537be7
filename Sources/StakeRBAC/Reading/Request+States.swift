// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// What is to be and what is, as rules about objects read them.
extension Request {
    /// What is to be: an apiserver sends it with whatever makes or changes something.
    @_lifetime(copy self)
    func newState() throws(JSONError) -> JSONValue {
        guard let object else { throw .wrongType }
        return object
    }

    /// What is: an apiserver sends it with whatever changes or removes something.
    @_lifetime(copy self)
    func oldState() throws(JSONError) -> JSONValue {
        guard let oldObject else { throw .wrongType }
        return oldObject
    }

    /// A map of texts in the metadata of what is to be: labels, annotations.
    @_lifetime(copy self)
    func newMap(_ key: StaticString) throws(JSONError) -> JSONValue? {
        try newState().contentObject("metadata")?.contentObject(key)
    }

    /// The same of what is; `nil` where something is made.
    @_lifetime(copy self)
    func oldMap(_ key: StaticString) throws(JSONError) -> JSONValue? {
        guard verb != .create else { return nil }
        return try oldState().contentObject("metadata")?.contentObject(key)
    }

    /// Whether an update leaves what is under `key` as it was: somebody with more stake may have made it so.
    func leaves(_ key: StaticString) throws(JSONError) -> Bool {
        guard verb == .update else { return false }
        let (new, old) = (try newState().content(key), try oldState().content(key))
        return Self.areEqual(new, old)
    }

    /// The same for a map of texts in the metadata.
    func leaves(map key: StaticString) throws(JSONError) -> Bool {
        guard verb == .update else { return false }
        let (new, old) = (try newMap(key), try oldMap(key))
        return Self.areEqual(new, old)
    }

    private static func areEqual(_ value: JSONValue?, _ other: JSONValue?) -> Bool {
        guard let value else { return other == nil }
        guard let other else { return false }
        return value.equals(other)
    }
}
