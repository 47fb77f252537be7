// SPDX-License-Identifier: Apache-2.0

/// How text becomes a value and a value text, the same for flags, variables and files.
public struct ValueKind<Value: Sendable>: Sendable {
    /// What help shows in the value's place: `DURATION`.
    public let placeholder: String
    /// Whether there may be several texts.
    let isList: Bool
    /// Whether a flag alone, without a value, means `true`.
    let isSwitch: Bool
    /// Whether a file must write it without quotes: numbers and truth values.
    let isPlain: Bool
    /// Reads; a list gets all texts, anything else exactly one.
    let read: @Sendable ([String]) throws(ValueRefusal) -> Value
    /// Writes what ``read`` would read.
    let write: @Sendable (Value) -> [String]

    /// Makes a kind of single values.
    public init(
        _ placeholder: String, isPlain: Bool = false, read: @escaping @Sendable (String) throws(ValueRefusal) -> Value,
        write: @escaping @Sendable (Value) -> String
    ) {
        self.init(
            placeholder: placeholder, isList: false, isSwitch: false, isPlain: isPlain,
            read: { texts throws(ValueRefusal) in try read(texts.first ?? "") }, write: { [write($0)] })
    }

    init(
        placeholder: String, isList: Bool, isSwitch: Bool, isPlain: Bool,
        read: @escaping @Sendable ([String]) throws(ValueRefusal) -> Value,
        write: @escaping @Sendable (Value) -> [String]
    ) {
        self.placeholder = placeholder
        self.isList = isList
        self.isSwitch = isSwitch
        self.isPlain = isPlain
        self.read = read
        self.write = write
    }

    /// Reads one text, such as an operand.
    public func value(of text: String) throws(ValueRefusal) -> Value { try read([text]) }

    /// Writes a single value as ``value(of:)`` reads it.
    public func text(of value: Value) -> String { write(value).first ?? "" }

    /// The same values, or none.
    public var optional: ValueKind<Value?> {
        let (read, write) = (read, write)
        return ValueKind<Value?>(
            placeholder: placeholder, isList: isList, isSwitch: isSwitch, isPlain: isPlain,
            read: { texts throws(ValueRefusal) in try read(texts) }, write: { $0.map(write) ?? [] })
    }

    /// A list of these values, without duplicates of text.
    public func list(atMost limit: Int) -> ValueKind<[Value]> {
        let (read, write) = (read, write)
        return ValueKind<[Value]>(
            placeholder: placeholder + "[,...]", isList: true, isSwitch: false, isPlain: isPlain,
            read: { texts throws(ValueRefusal) in
                guard texts.count <= limit else {
                    throw ValueRefusal(.outOfRange, "at most \(limit) values are allowed")
                }
                guard Set(texts).count == texts.count else { throw ValueRefusal(.conflict, "a value stands twice") }
                var values: [Value] = []
                for text in texts { values.append(try read([text])) }
                return values
            }, write: { $0.flatMap(write) })
    }
}

/// Why a text is not a value.
public struct ValueRefusal: Error, Hashable, Sendable {
    /// What kind of wrong.
    public let code: Problem.Code
    /// What would be right; it repeats nothing of the text.
    public let reason: String

    /// Names a reason.
    public init(_ code: Problem.Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// Says what would be right.
    public init(_ reason: String) { self.init(.invalidValue, reason) }
}
