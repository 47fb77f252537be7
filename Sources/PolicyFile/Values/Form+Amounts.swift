// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

extension Form where Value == UInt64 {
    /// An amount of SUI, inside in MIST, of which it has 10^9.
    static let stake = Form(
        ValueKind(
            "SUI",
            read: { text throws(ValueRefusal) in
                guard let mist = WholeNumber.readDecimal(text, digits: 9) else {
                    throw ValueRefusal("must be a number of SUI with at most 9 decimals, such as 2.5")
                }
                return UInt64(mist)
            }, write: { decimal(Int(clamping: $0), scale: 1_000_000_000) }),
        .numeric(pattern: "^(0|[1-9][0-9]{0,9})(\\.[0-9]{1,9})?$")
    ) { .quoted($0) }
}

extension Form where Value == Int {
    /// Processors, inside in thousandths.
    static let processors = Form(
        ValueKind(
            "CPU",
            read: { text throws(ValueRefusal) in
                let thousandths =
                    text.hasSuffix("m") ? WholeNumber.read(text.dropLast()) : WholeNumber.readDecimal(text, digits: 3)
                guard let thousandths, thousandths <= 1_000_000_000 else {
                    throw ValueRefusal("must be a number of processors up to 1000000, such as 2, 0.5 or 500m")
                }
                return thousandths
            }, write: { decimal($0, scale: 1000) }), .numeric(pattern: "^(0|[1-9][0-9]{0,9})(\\.[0-9]{1,3}|m)?$")
    ) { .quoted($0) }

    /// Bytes, of memory or storage, with Kubernetes' suffixes.
    static let bytes = Form(
        ValueKind(
            "SIZE",
            read: { text throws(ValueRefusal) in
                let digits = text.prefix { $0.isASCII && $0.isNumber }
                let unit = units.first { $0.name == text[digits.endIndex...] }
                guard let unit, let count = WholeNumber.read(digits),
                    case (let bytes, false) = count.multipliedReportingOverflow(by: unit.factor), bytes <= 1 << 60
                else { throw ValueRefusal("must be a number of bytes up to 1024Pi, such as 512Mi, 2Gi or 10G") }
                return bytes
            },
            write: { bytes in
                let unit = units.first { $0.isBinary && bytes >= $0.factor && bytes % $0.factor == 0 }
                return unit.map { "\(bytes / $0.factor)\($0.name)" } ?? "\(bytes)"
            }), .numeric(pattern: "^(0|[1-9][0-9]{0,18})(k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$")
    ) { .quoted($0) }

    /// A number of things.
    static func count(_ range: ClosedRange<Int>) -> Form {
        Form(ValueKind<Int>.integer(range), .integer(range)) { .plain($0) }
    }
}

extension Form where Value == WallTime {
    /// A point in time.
    static let time = Form(
        ValueKind(
            "TIME",
            read: { text throws(ValueRefusal) in
                guard let time = RFC3339.read(text) else {
                    throw ValueRefusal("must be a time such as 2026-12-31T00:00:00Z, from 1970 to 2200")
                }
                return time
            }, write: { RFC3339.write($0) }),
        .text(pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[-+][0-9:]+)$", atMost: 40)
    ) { .quoted($0) }
}

private let units: [(name: String, factor: Int, isBinary: Bool)] = [
    ("Pi", 1 << 50, true), ("Ti", 1 << 40, true), ("Gi", 1 << 30, true), ("Mi", 1 << 20, true), ("Ki", 1 << 10, true),
    ("P", 1_000_000_000_000_000, false), ("T", 1_000_000_000_000, false), ("G", 1_000_000_000, false),
    ("M", 1_000_000, false), ("k", 1000, false), ("", 1, false),
]

/// A number of parts as a decimal number of wholes; `scale` is a power of ten.
private func decimal(_ parts: Int, scale: Int) -> String {
    let (whole, rest) = parts.quotientAndRemainder(dividingBy: scale)
    guard rest > 0 else { return "\(whole)" }
    var digits = String(String(rest + scale).dropFirst())
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(whole).\(digits)"
}
