// SPDX-License-Identifier: Apache-2.0

/// What a value without quotes means to Kubernetes' own converter (sigs.k8s.io/yaml), which is YAML 1.1.
public enum PlainScalar: Equatable, Sendable {
    /// Itself.
    case text
    /// What JSON writes so.
    case bare(String)
    /// A number that JSON has no words for.
    case infinite

    private static let truths = ["y", "yes", "true", "on"]
    private static let untruths = ["n", "no", "false", "off"]

    /// Reads a value.
    public init(_ text: String) {
        if ["", "~"].contains(text) || Self.isWord(text, among: ["null"]) {
            self = .bare("null")
        } else if Self.isWord(text, among: Self.truths) {
            self = .bare("true")
        } else if Self.isWord(text, among: Self.untruths) {
            self = .bare("false")
        } else if Self.isInfinite(text) {
            self = .infinite
        } else if let number = Self.number(text) {
            self = .bare(number)
        } else {
            self = .text
        }
    }

    /// Words count in small letters, in capitals, and with a capital first letter; `yEs` is text.
    private static func isWord(_ text: String, among words: [String]) -> Bool {
        let small = text.lowercased()
        guard words.contains(small) else { return false }
        return text == small || text == text.uppercased() || text == small.prefix(1).uppercased() + small.dropFirst()
    }

    /// `.inf`, `.Inf` and `.INF`; of not-a-number, `.NaN`.
    private static func isInfinite(_ text: String) -> Bool {
        if [".nan", ".NaN", ".NAN"].contains(text) { return true }
        let unsigned = text.hasPrefix("+") || text.hasPrefix("-") ? text.dropFirst() : Substring(text)
        return [".inf", ".Inf", ".INF"].contains(unsigned)
    }

    private static func number(_ text: String) -> String? {
        guard let first = text.utf8.first else { return nil }
        let isDigit = (0x30...0x39).contains(first)
        if first == UInt8(ascii: ".") { return float(text) }
        guard isDigit || first == UInt8(ascii: "+") || first == UInt8(ascii: "-") else { return nil }
        let plain = String(text.filter { $0 != "_" })
        return whole(plain) ?? float(plain)
    }

    /// As Go's `ParseInt` with base 0: `0x`, `0o`, `0b`, and a leading zero for octal.
    private static func whole(_ text: String) -> String? {
        var digits = text[...]
        let isNegative = digits.hasPrefix("-")
        let isSigned = isNegative || digits.hasPrefix("+")
        if isSigned { digits = digits.dropFirst() }
        var radix = 10
        if digits.hasPrefix("0"), digits.count > 1 {
            switch digits.dropFirst().first {
            case "x", "X": (radix, digits) = (16, digits.dropFirst(2))
            case "o", "O": (radix, digits) = (8, digits.dropFirst(2))
            case "b", "B": (radix, digits) = (2, digits.dropFirst(2))
            default: (radix, digits) = (8, digits.dropFirst())
            }
        }
        // Swift reads a sign of its own.
        guard let head = digits.utf8.first, head != UInt8(ascii: "+"), head != UInt8(ascii: "-"),
            let value = UInt64(digits, radix: radix)
        else { return nil }
        guard isSigned else { return "\(value)" }
        if isNegative { return value <= UInt64(Int64.max) + 1 ? (value == 0 ? "0" : "-\(value)") : nil }
        return value <= UInt64(Int64.max) ? "\(value)" : nil
    }

    /// Digits with a point or a power of ten; without a fraction it is written as the whole number that it is, as Go does.
    private static func float(_ text: String) -> String? {
        guard isFloat(Array(text.utf8)[...]), let value = Double(text.hasPrefix("+") ? String(text.dropFirst()) : text),
            value.isFinite
        else { return nil }
        guard value.magnitude < 0x1p63, value == value.rounded(.towardZero) else { return "\(value)" }
        return "\(Int64(value))"
    }

    private static func isFloat(_ text: ArraySlice<UInt8>) -> Bool {
        func digits(_ rest: inout ArraySlice<UInt8>) -> Int {
            let run = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(run)
            return run
        }
        var rest = text
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let before = digits(&rest)
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits(&rest) > 0 || before > 0 else { return false }
        } else {
            guard before > 0 else { return false }
        }
        guard let mark = rest.first else { return true }
        guard mark | 0x20 == UInt8(ascii: "e") else { return false }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        return digits(&rest) > 0 && rest.isEmpty
    }
}
