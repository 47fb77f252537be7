// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// A JSON object that somebody sent, taken apart member by member; what nobody takes is refused by name.
struct DevForm {
    private static let maximumBytes = 16 * 1024

    /// A member, as far as it matters here.
    private enum Value {
        case null
        case bool(Bool)
        case number(UInt64)
        case text(String)
        case form(DevForm)
        case other
    }

    private var members: [String: Value] = [:]
    /// What stands before a member's name in an error.
    private let place: String

    /// Reads a body.
    static func read(_ body: Span<UInt8>) throws(DevFormError) -> DevForm {
        var parser = try makeParser()
        return try parser.withDocument(body) { document throws(DevFormError) in
            guard document.kind == .object else { throw .notObject }
            return try DevForm(document, place: "")
        }
    }

    private init(_ object: borrowing JSONValue, place: String) throws(DevFormError) {
        self.place = place
        var children = object.children
        while children.advance() {
            let key = children.key
            let name = String(decoding: [UInt8](copying: key), as: UTF8.self)
            guard members[name] == nil else { throw .twice(place + name) }
            if let child = children.value { members[name] = try Self.value(child, place + name) }
        }
    }

    private static func value(_ value: borrowing JSONValue, _ name: String) throws(DevFormError) -> Value {
        switch value.kind {
        case .null: return .null
        case .bool: return .bool(value.bool ?? false)
        case .number: return value.integer.flatMap { UInt64(exactly: $0) }.map(Value.number) ?? .other
        case .string:
            guard let text = value.string else { return .other }
            return .text(String(decoding: [UInt8](copying: text), as: UTF8.self))
        case .object: return .form(try DevForm(value, place: "\(name)."))
        case .array: return .other
        }
    }

    private static func makeParser() throws(DevFormError) -> JSONParser {
        do throws(JSONError) { return try JSONParser(maximumBytes: maximumBytes) } catch { throw .json(error) }
    }

    // MARK: Members

    /// Whether there is anything left.
    var isEmpty: Bool { members.isEmpty }

    /// A whole number within bounds.
    mutating func number(_ name: String, _ bounds: ClosedRange<UInt64>) throws(DevFormError) -> UInt64? {
        switch members.removeValue(forKey: name) {
        case nil: return nil
        case .number(let number)? where bounds.contains(number): return number
        default: throw wrong(name, "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
    }

    /// A whole number within bounds, or its digits as a text.
    mutating func amount(_ name: String, _ bounds: ClosedRange<UInt64>) throws(DevFormError) -> UInt64? {
        if case .text(let digits)? = members[name], digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = UInt64(digits)
        {
            members[name] = .number(number)
        }
        return try number(name, bounds)
    }

    /// A yes or no; no where nothing is said.
    mutating func bool(_ name: String) throws(DevFormError) -> Bool {
        switch members.removeValue(forKey: name) {
        case nil: return false
        case .bool(let bool)?: return bool
        default: throw wrong(name, "true or false")
        }
    }

    /// A text that means something; `kind` says what.
    mutating func text<Meaning>(
        _ name: String, _ kind: String, _ meaning: (String) -> Meaning?
    ) throws(DevFormError) -> Meaning? {
        switch members.removeValue(forKey: name) {
        case nil: return nil
        case .text(let text)?:
            guard let meaning = meaning(text) else { throw wrong(name, kind) }
            return meaning
        default: throw wrong(name, kind)
        }
    }

    /// An object within this one.
    mutating func form(_ name: String) throws(DevFormError) -> DevForm? {
        switch members.removeValue(forKey: name) {
        case nil: return nil
        case .form(let form)?: return form
        default: throw wrong(name, "an object")
        }
    }

    /// Whether a member is null, which is then taken.
    mutating func takesNull(_ name: String) -> Bool {
        guard case .null? = members[name] else { return false }
        members[name] = nil
        return true
    }

    /// Refuses what nobody took.
    func finish() throws(DevFormError) {
        if let name = members.keys.min() { throw .unknown(place + name) }
    }

    /// Something that must be there is not.
    func missing(_ name: String) -> DevFormError { .missing(place + name) }

    private func wrong(_ name: String, _ wanted: String) -> DevFormError { .wrong(place + name, wanted) }
}

/// What is wrong with a body.
enum DevFormError: JSONFailure, Equatable {
    case json(JSONError)
    case notObject
    case twice(String)
    case unknown(String)
    case missing(String)
    case wrong(String, String)

    init(_ error: JSONError) { self = .json(error) }

    /// One sentence, for whoever sent the body.
    var description: String {
        switch self {
        case .json(.tooLarge): "the body is too long"
        case .json: "the body is no JSON"
        case .notObject: "the body is no object"
        case .twice(let name): "\(name) stands there twice"
        case .unknown(let name): "there is nothing called \(name) here"
        case .missing(let name): "\(name) is missing"
        case .wrong(let name, let wanted): "\(name) must be \(wanted)"
        }
    }
}
