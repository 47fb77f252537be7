// SPDX-License-Identifier: Apache-2.0

/// Amounts as Kubernetes writes them: `500m`, `2`, `1.5Gi`, `1e3`.
///
/// The grammar is that of `resource.Quantity`: a sign, digits with at most one point, and a suffix: `n u m k M G T P E`
/// for powers of a thousand, `Ki Mi Gi Ti Pi Ei` for powers of 1024, or `e` and `E` with a power of ten. What is no
/// whole number of what is asked for is rounded away from zero, as Kubernetes does; what is too large is the largest
/// number. Nothing is rounded on the way.
public enum Quantity {
    /// The amount in thousandths, as processors are counted; `nil` if it is no amount.
    public static func thousandths(_ text: Span<UInt8>) -> Int? { value(text, times: 3) }

    /// The amount in units, as bytes are counted; `nil` if it is no amount.
    public static func units(_ text: Span<UInt8>) -> Int? { value(text, times: 0) }

    /// The amount in units of which `power` decimal places are one of the amount's own.
    private static func value(_ text: Span<UInt8>, times power: Int) -> Int? {
        var place = 0
        let isNegative = !text.isEmpty && text[0] == UInt8(ascii: "-")
        if isNegative || (!text.isEmpty && text[0] == UInt8(ascii: "+")) { place = 1 }
        let digits = Digits(text, from: place)
        guard digits.count > 0, let suffix = Suffix(text, from: digits.end) else { return nil }
        let magnitude = digits.scaled(tens: suffix.tens + power, twos: suffix.twos)
        return isNegative ? -magnitude : magnitude
    }
}

/// The digits of an amount, and where its point is.
private struct Digits: ~Escapable {
    private let text: Span<UInt8>
    private let start: Int
    private let whole: Int
    /// How many there are, on both sides of the point.
    let count: Int
    /// The place behind them.
    let end: Int

    @_lifetime(copy text)
    init(_ text: Span<UInt8>, from start: Int) {
        self.text = text
        self.start = start
        var place = start
        while place < text.count, Self.isDigit(text[place]) { place += 1 }
        whole = place - start
        guard place < text.count, text[place] == UInt8(ascii: ".") else {
            (count, end) = (whole, place)
            return
        }
        place += 1
        while place < text.count, Self.isDigit(text[place]) { place += 1 }
        (count, end) = (place - start - 1, place)
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// The number times `10^tens` and `2^twos`, rounded up; `Int.max` where there is no such number.
    func scaled(tens: Int, twos: Int) -> Int {
        let point = whole + tens
        var (number, isTooMuch) = (0, false)
        for index in 0..<max(0, min(point, count)) { Self.shift(&number, by: 10, adding: digit(index), &isTooMuch) }
        // A number that is not zero is too large long before the zeros end.
        var zeros = max(0, point - count)
        while zeros > 0, number > 0, !isTooMuch {
            Self.shift(&number, by: 10, adding: 0, &isTooMuch)
            zeros -= 1
        }
        Self.shift(&number, by: 1 << twos, adding: 0, &isTooMuch)
        Self.shift(&number, by: 1, adding: fraction(from: point, twos: twos), &isTooMuch)
        return isTooMuch ? .max : number
    }

    /// What the digits behind the point are times `2^twos`, rounded up.
    ///
    /// From the last digit on, as one multiplies on paper: what is carried over the point is the whole part, and it is
    /// exact however many digits there are. `9 × 2^60 + 2^60` is less than `2^64`.
    private func fraction(from point: Int, twos: Int) -> Int {
        var (carry, isInexact) = (UInt64(0), false)
        var index = count
        while index > max(0, point) {
            index -= 1
            carry += UInt64(digit(index)) << UInt64(twos)
            let (tens, ones) = carry.quotientAndRemainder(dividingBy: 10)
            isInexact = isInexact || ones > 0
            carry = tens
        }
        // Zeros between the point and the first digit.
        var zeros = max(0, -point)
        while zeros > 0, carry > 0 {
            let (tens, ones) = carry.quotientAndRemainder(dividingBy: 10)
            isInexact = isInexact || ones > 0
            carry = tens
            zeros -= 1
        }
        return Int(carry) + (isInexact ? 1 : 0)
    }

    private func digit(_ index: Int) -> Int {
        // The point is no digit.
        Int(text[start + index + (index < whole ? 0 : 1)] - UInt8(ascii: "0"))
    }

    private static func shift(_ number: inout Int, by factor: Int, adding more: Int, _ isTooMuch: inout Bool) {
        let (product, isProductTooMuch) = number.multipliedReportingOverflow(by: factor)
        let (sum, isSumTooMuch) = product.addingReportingOverflow(more)
        isTooMuch = isTooMuch || isProductTooMuch || isSumTooMuch
        number = sum
    }
}

/// What an amount's digits are multiplied by.
private struct Suffix {
    /// The power of ten.
    var tens = 0
    /// The power of two.
    var twos = 0

    /// Kubernetes keeps a power of ten in 32 bits and lets it wrap around: what comes near is no amount, rather than
    /// two.
    private static let exponentDigits = 9

    init?(_ text: Span<UInt8>, from start: Int) {
        let count = text.count - start
        guard count > 0 else { return }
        let first = text[start]
        if count == 1 {
            guard let tens = Self.powerOfTen(first) else { return nil }
            self.tens = tens
        } else if count == 2, text[start + 1] == UInt8(ascii: "i") {
            guard let twos = Self.powerOfTwo(first) else { return nil }
            self.twos = twos
        } else if first == UInt8(ascii: "e") || first == UInt8(ascii: "E") {
            guard let tens = Self.exponent(text, from: start + 1) else { return nil }
            self.tens = tens
        } else {
            return nil
        }
    }

    private static func powerOfTen(_ letter: UInt8) -> Int? {
        switch letter {
        case UInt8(ascii: "n"): -9
        case UInt8(ascii: "u"): -6
        case UInt8(ascii: "m"): -3
        case UInt8(ascii: "k"): 3
        case UInt8(ascii: "M"): 6
        case UInt8(ascii: "G"): 9
        case UInt8(ascii: "T"): 12
        case UInt8(ascii: "P"): 15
        case UInt8(ascii: "E"): 18
        default: nil
        }
    }

    private static func powerOfTwo(_ letter: UInt8) -> Int? {
        switch letter {
        case UInt8(ascii: "K"): 10
        case UInt8(ascii: "M"): 20
        case UInt8(ascii: "G"): 30
        case UInt8(ascii: "T"): 40
        case UInt8(ascii: "P"): 50
        case UInt8(ascii: "E"): 60
        default: nil
        }
    }

    private static func exponent(_ text: Span<UInt8>, from start: Int) -> Int? {
        var place = start
        let isNegative = text[place] == UInt8(ascii: "-")
        if isNegative || text[place] == UInt8(ascii: "+") { place += 1 }
        guard place < text.count, text.count - place <= exponentDigits else { return nil }
        var exponent = 0
        while place < text.count {
            guard Digits.isDigit(text[place]) else { return nil }
            exponent = exponent * 10 + Int(text[place] - UInt8(ascii: "0"))
            place += 1
        }
        return isNegative ? -exponent : exponent
    }
}
