// SPDX-License-Identifier: Apache-2.0

/// What a command has to say, before it is decided how it is written.
public indirect enum Report: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(UInt64)
    /// A number of thousandths, written with as many decimals as it has.
    case thousandths(UInt64)
    /// MIST: for people SUI, for programs the number.
    case amount(UInt64)
    /// Milliseconds since 1970: for people a date, for programs the number.
    case time(UInt64)
    case text(String)
    /// For a program to read: written as it is, with all its lines.
    case script(String)
    case list([Report])
    case record([Field])

    /// A named part.
    public struct Field: Hashable, Sendable {
        /// Its name, in camel case.
        public let name: String
        /// What it is.
        public let value: Report

        /// Names a part.
        public init(_ name: String, _ value: Report) {
            self.name = name
            self.value = value
        }
    }

    /// Named parts, in this order.
    public static func of(_ fields: (String, Report)...) -> Report { .record(fields.map { Field($0.0, $0.1) }) }

    /// The part of a record with this name.
    public subscript(_ name: String) -> Report? {
        guard case .record(let fields) = self else { return nil }
        return fields.first { $0.name == name }?.value
    }

    /// A measured number, to the thousandth; null where it is none.
    static func decimal(_ value: Double?) -> Report {
        guard let value, value.isFinite, value >= 0, value < 1e15 else { return .null }
        return .thousandths(UInt64((value * 1000).rounded()))
    }

    /// Thousandths as both programs and people write them: `12`, `12.5`, `0.001`.
    static func decimal(thousandths: UInt64) -> String {
        guard thousandths % 1000 != 0 else { return "\(thousandths / 1000)" }
        var digits = String("\(thousandths % 1000 + 1000)".dropFirst())
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(thousandths / 1000).\(digits)"
    }

    /// Two records as one.
    func joined(with other: Report) -> Report {
        guard case .record(let own) = self, case .record(let more) = other else { return self }
        return .record(own + more)
    }
}
