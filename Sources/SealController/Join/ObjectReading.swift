// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import KubeClient
internal import Wire

/// Reads what an apiserver answers, as far as joins need it.
enum ObjectReading {
    /// Reads a document; `nil` where it is none, or `body` finds something missing.
    static func read<Value>(
        _ bytes: Span<UInt8>, _ body: (borrowing JSONValue) throws(JSONError) -> Value
    ) -> Value? {
        guard var parser = try? KubeDocument.parser() else { return nil }
        do throws(JSONError) {
            return try parser.withDocument(bytes) { value throws(JSONError) in
                guard value.kind == .object else { throw .wrongType }
                return try body(value)
            }
        } catch { return nil }
    }
}

extension JSONValue {
    /// The object under `key`, which must be there.
    @_lifetime(copy self)
    func needed(_ key: StaticString) throws(JSONError) -> JSONValue {
        guard let value = try member(key), value.kind == .object else { throw .wrongType }
        return value
    }

    /// The text under `key`; `nil` if it is not there.
    func word(_ key: StaticString) throws(JSONError) -> String? {
        guard kind == .object, let value = try member(key), !value.isNull else { return nil }
        guard let span = value.string else { throw .wrongType }
        return String(decoding: [UInt8](copying: span), as: UTF8.self)
    }

    /// The text under `key`, which must be there.
    func neededWord(_ key: StaticString) throws(JSONError) -> String {
        guard let word = try word(key), !word.isEmpty else { throw .wrongType }
        return word
    }

    /// The point in time under `key`; `nil` if it is not there.
    func time(_ key: StaticString) throws(JSONError) -> WallTime? {
        guard let word = try word(key) else { return nil }
        guard let time = RFC3339.read(word) else { throw .wrongType }
        return time
    }
}
