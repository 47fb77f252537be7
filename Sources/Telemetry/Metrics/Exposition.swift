// SPDX-License-Identifier: Apache-2.0
public import Bytes

/// A number as a sample shows it.
///
/// Whole numbers and nanoseconds only: every value is exact, and none depends on how a float is printed.
public enum MetricValue: Sendable, Equatable {
    /// A whole number that is never negative.
    case count(UInt64)
    /// A whole number.
    case integer(Int64)
    /// A duration or a time, shown in seconds.
    case seconds(nanoseconds: UInt64)
}

/// The text of one scrape, as it grows: Prometheus text format 0.0.4.
public struct Exposition: ~Copyable {
    /// The media type of the text.
    public static let contentType: StaticString = "text/plain; version=0.0.4; charset=utf-8"

    private var text: ByteBuffer
    private var name: StaticString = ""

    /// Begins a scrape.
    public init() { text = ByteBuffer(capacity: 32 * 1024) }

    /// The text.
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { text.span }
    }

    /// Begins a family: what follows are its samples.
    public mutating func begin(_ family: Family) {
        name = family.name
        text.append("# HELP ")
        text.append(name)
        text.append(" ")
        // Help is a literal, and escaped all the same: one that holds a line break would break every scrape.
        for byte in family.help.description.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): text.append(#"\\"#)
            case UInt8(ascii: "\n"): text.append(#"\n"#)
            default: text.append(byte)
            }
        }
        text.append("\n# TYPE ")
        text.append(name)
        text.append(" ")
        text.append(family.kind.name)
        text.append("\n")
    }

    /// Writes one sample; `pairs` are labels in the form that ``Family/pairs(_:)`` gives them.
    mutating func sample(
        _ pairs: [UInt8], suffix: StaticString = "", le: [UInt8]? = nil, _ value: MetricValue
    ) {
        text.append(name)
        text.append(suffix)
        if !pairs.isEmpty || le != nil {
            text.append("{")
            text.append(pairs)
            if let le {
                if !pairs.isEmpty { text.append(",") }
                text.append("le=\"")
                text.append(le)
                text.append("\"")
            }
            text.append("}")
        }
        text.append(" ")
        switch value {
        case .count(let number): text.append(decimal: UInt(number))
        case .integer(let number): text.append(decimal: Int(number))
        case .seconds(let nanoseconds): text.append(seconds: nanoseconds)
        }
        text.append("\n")
    }

    /// A bound in seconds.
    static func seconds(_ nanoseconds: UInt64) -> [UInt8] {
        var text = ByteBuffer()
        text.append(seconds: nanoseconds)
        return [UInt8](copying: text.span)
    }
}

extension ByteBuffer {
    /// Appends nanoseconds as decimal seconds: `0.00005`, `1`, `12.5`; exact, without zeros at the end.
    public mutating func append(seconds nanoseconds: UInt64) {
        append(decimal: UInt(nanoseconds / 1_000_000_000))
        var fraction = nanoseconds % 1_000_000_000
        guard fraction > 0 else { return }
        append(UInt8(ascii: "."))
        var unit: UInt64 = 100_000_000
        while fraction > 0 {
            append(UInt8(ascii: "0") + UInt8(fraction / unit))
            fraction %= unit
            unit /= 10
        }
    }
}
