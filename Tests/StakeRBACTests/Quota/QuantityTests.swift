// SPDX-License-Identifier: Apache-2.0
import StakeRBAC
import TestSupport
import Testing

/// Amounts are read as Kubernetes reads them.
struct QuantityTests {
    /// What a text means in thousandths and in units; `nil` where it means nothing.
    struct Vector: Sendable, CustomTestStringConvertible {
        let text: String
        let thousandths: Int?
        let units: Int?
        var testDescription: String { text.isEmpty ? "nothing" : text }

        init(_ text: String, _ thousandths: Int?, _ units: Int?) {
            self.text = text
            self.thousandths = thousandths
            self.units = units
        }
    }

    // https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
    static let amounts = [
        Vector("0", 0, 0), Vector("1", 1000, 1), Vector("+1", 1000, 1), Vector("007", 7000, 7),
        Vector("1.", 1000, 1), Vector(".5", 500, 1), Vector("1.5", 1500, 2), Vector("0.1", 100, 1),
        // Powers of a thousand.
        Vector("500m", 500, 1), Vector("1000m", 1000, 1), Vector("1001m", 1001, 2), Vector("1u", 1, 1),
        Vector("1n", 1, 1), Vector("1000000n", 1, 1), Vector("1000001n", 2, 1), Vector("2k", 2_000_000, 2000),
        Vector("3M", 3_000_000_000, 3_000_000), Vector("4G", 4_000_000_000_000, 4_000_000_000),
        Vector("5T", 5_000_000_000_000_000, 5_000_000_000_000),
        Vector("6P", 6_000_000_000_000_000_000, 6_000_000_000_000_000),
        Vector("7E", .max, 7_000_000_000_000_000_000), Vector("1.5k", 1_500_000, 1500),
        // Powers of 1024.
        Vector("1Ki", 1_024_000, 1024), Vector("2Mi", 2_097_152_000, 2_097_152),
        Vector("1.5Gi", 1_610_612_736_000, 1_610_612_736), Vector("1Ti", 1_099_511_627_776_000, 1_099_511_627_776),
        Vector("1Pi", 1_125_899_906_842_624_000, 1_125_899_906_842_624), Vector("1Ei", .max, 1_152_921_504_606_846_976),
        Vector("0.001Ki", 1024, 2), Vector("0.0001Ki", 103, 1), Vector(".5Ki", 512_000, 512),
        // Powers of ten that are said.
        Vector("1e3", 1_000_000, 1000), Vector("1E3", 1_000_000, 1000), Vector("1e+3", 1_000_000, 1000),
        Vector("15e-1", 1500, 2), Vector("1e-9", 1, 1), Vector("1e-999999999", 1, 1), Vector("0e999999999", 0, 0),
        Vector("1e0", 1000, 1), Vector("1E", .max, 1_000_000_000_000_000_000), Vector("1e00000003", 1_000_000, 1000),
        // Beyond counting, and just below it.
        Vector("9223372036854775807", .max, .max), Vector("9223372036854775806", .max, 9_223_372_036_854_775_806),
        Vector("9223372036854775808", .max, .max), Vector("9223372036854775.807", .max, 9_223_372_036_854_776),
        Vector("8Ei", .max, .max), Vector("1e999999999", .max, .max),
        Vector(String(repeating: "9", count: 4000), .max, .max),
        Vector(String(repeating: "0", count: 4000) + "1", 1000, 1),
        Vector("0." + String(repeating: "0", count: 4000) + "1Ei", 1, 1),
        Vector("1." + String(repeating: "0", count: 4000) + "1", 1001, 2),
        // Rounded away from zero.
        Vector("-1", -1000, -1), Vector("-1.5", -1500, -2), Vector("-1n", -1, -1), Vector("-0", 0, 0),
        Vector("-8Ei", -.max, -.max),
    ]

    @Test(arguments: amounts) func `reads an amount`(_ vector: Vector) {
        let bytes = Array(vector.text.utf8)
        let (thousandths, units) = (Quantity.thousandths(bytes.span), Quantity.units(bytes.span))
        #expect(thousandths == vector.thousandths)
        #expect(units == vector.units)
    }

    @Test(arguments: [
        "", "+", "-", ".", "-.", "m", "Ki", "e3", "+-1", "--1", "1..", "1.2.3", "1 ", " 1", "1\n", "1K", "1KI", "1ki",
        "1mi",
        "1Mib", "1MB", "1kk", "1e", "1e+", "1e-", "1e1.5", "1e3k", "1ee3", "1e+-3", "1Ee3", "1i", "0x10", "1_000",
        "1,5",
        "Infinity", "NaN", "１", "1Kı", "1\u{0}", "1/2", "1e1000000000", "1e-2147483648", "1.5e4294967296",
    ])
    func `refuses what is no amount`(_ text: String) {
        let bytes = Array(text.utf8)
        let (thousandths, units) = (Quantity.thousandths(bytes.span), Quantity.units(bytes.span))
        #expect(thousandths == nil)
        #expect(units == nil)
    }

    /// The same by long multiplication on lists of digits, with nothing cut off.
    @Test func `agrees with arithmetic on paper`() {
        var chance = SystemLike(state: 7)
        for _ in 0..<20 * Seeds.all.count {
            let paper = PaperAmount(&chance)
            let bytes = Array(paper.text.utf8)
            let (thousandths, units) = (Quantity.thousandths(bytes.span), Quantity.units(bytes.span))
            #expect(units == paper.value(tens: 0), "\(paper.text)")
            #expect(thousandths == paper.value(tens: 3), "\(paper.text)")
        }
    }
}

/// Numbers by chance, the same at each run: splitmix64.
private struct SystemLike: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// An amount by chance, and what it means.
private struct PaperAmount {
    // Digits before and behind the point, and what the suffix does.
    private let whole: [Int]
    private let fraction: [Int]
    private let suffix: (text: String, tens: Int, twos: Int)
    private let isNegative: Bool

    private static let suffixes: [(text: String, tens: Int, twos: Int)] = [
        ("", 0, 0), ("n", -9, 0), ("u", -6, 0), ("m", -3, 0), ("k", 3, 0), ("M", 6, 0), ("G", 9, 0), ("T", 12, 0),
        ("P", 15, 0), ("E", 18, 0), ("Ki", 0, 10), ("Mi", 0, 20), ("Gi", 0, 30), ("Ti", 0, 40), ("Pi", 0, 50),
        ("Ei", 0, 60), ("e2", 2, 0), ("E-7", -7, 0), ("e+21", 21, 0), ("e-25", -25, 0),
    ]

    init(_ chance: inout some RandomNumberGenerator) {
        var (whole, fraction): ([Int], [Int]) = ([], [])
        for _ in 0..<Int.random(in: 0...22, using: &chance) { whole.append(Int.random(in: 0...9, using: &chance)) }
        for _ in 0..<Int.random(in: 0...40, using: &chance) { fraction.append(Int.random(in: 0...9, using: &chance)) }
        if whole.isEmpty && fraction.isEmpty { whole = [Int.random(in: 0...9, using: &chance)] }
        self.whole = whole
        self.fraction = fraction
        suffix = Self.suffixes.randomElement(using: &chance) ?? ("", 0, 0)
        isNegative = Int.random(in: 0...9, using: &chance) == 0
    }

    var text: String {
        (isNegative ? "-" : "") + Self.text(whole) + (fraction.isEmpty ? "" : "." + Self.text(fraction)) + suffix.text
    }

    /// Doubled as often as the suffix says, the point moved, what is left of it rounded up, and cut off at 2^63 - 1.
    func value(tens: Int) -> Int {
        var digits = whole + fraction
        for _ in 0..<suffix.twos { digits = Self.doubled(digits) }
        let places = fraction.count - suffix.tens - tens
        if places < 0 { digits += Array(repeating: 0, count: -places) }
        let cut = max(0, places)
        if digits.count < cut { digits = Array(repeating: 0, count: cut - digits.count) + digits }
        let isInexact = digits.suffix(cut).contains { $0 > 0 }
        let kept = "0" + Self.text(Array(digits.dropLast(cut)))
        guard let number = Int(kept), !(number == .max && isInexact) else { return isNegative ? -.max : .max }
        let magnitude = number + (isInexact ? 1 : 0)
        return isNegative ? -magnitude : magnitude
    }

    private static func doubled(_ digits: [Int]) -> [Int] {
        var (result, carry) = (digits, 0)
        for index in digits.indices.reversed() {
            let sum = digits[index] * 2 + carry
            result[index] = sum % 10
            carry = sum / 10
        }
        return carry == 0 ? result : [carry] + result
    }

    private static func text(_ digits: [Int]) -> String { digits.map(String.init).joined() }
}
