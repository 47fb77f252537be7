// SPDX-License-Identifier: Apache-2.0
internal import CSimdjson

/// Parses JSON, one document at a time, in memory that it keeps.
///
/// simdjson does the work: it checks the whole document, grammar, numbers and UTF-8, at some gigabytes a second.
/// One parser belongs to one thread.
@safe
public struct JSONParser: ~Copyable {
    private let parser: OpaquePointer

    /// How deep a document may be nested, unless somebody says otherwise: what an apiserver sends of itself stays below 20.
    public static let maximumDepth = 64

    /// A document that needs more memory than this gives it back afterwards.
    private static let keptBytes = 2 << 20

    /// Makes a parser for documents of at most `maximumBytes`, nested at most `maximumDepth`.
    public init(maximumBytes: Int, maximumDepth: Int = Self.maximumDepth) throws(JSONError) {
        guard let parser = unsafe csimdjson_new(max(0, maximumBytes), max(1, maximumDepth)) else { throw .memory }
        unsafe self.parser = parser
    }

    deinit { unsafe csimdjson_free(parser) }

    /// Parses `bytes` and lends the document for the length of a call; the compiler keeps it from outliving that.
    public mutating func withDocument<Result, Failure: JSONFailure>(
        _ bytes: Span<UInt8>, _ body: (borrowing JSONValue) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var tape = unsafe csimdjson_tape()
        let parser = unsafe self.parser
        let code = unsafe bytes.withUnsafeBufferPointer {
            unsafe csimdjson_parse(parser, $0.baseAddress, $0.count, &tape)
        }
        defer { if bytes.count > Self.keptBytes { unsafe csimdjson_trim(parser) } }
        switch code {
        case CSIMDJSON_OK: break
        case CSIMDJSON_TOO_DEEP: throw Failure(.tooDeep)
        case CSIMDJSON_TOO_LARGE: throw Failure(.tooLarge)
        case CSIMDJSON_NUMBER: throw Failure(.number)
        case CSIMDJSON_UTF8: throw Failure(.encoding)
        case CSIMDJSON_MEMORY: throw Failure(.memory)
        default: throw Failure(.malformed)
        }
        let root = unsafe JSONValue(words: tape.words, strings: tape.strings, index: 1)
        return try body(unsafe _overrideLifetime(root, borrowing: self))
    }
}
