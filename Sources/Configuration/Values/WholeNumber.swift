// SPDX-License-Identifier: Apache-2.0

/// Numbers as people write them into configurations: digits and nothing else.
public enum WholeNumber {
    /// Reads decimal digits; no sign, no spaces, no leading zero that other readers take for octal.
    public static func read(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        guard text.utf8.count == 1 || text.utf8.first != 0x30 else { return nil }
        return Int(text)
    }

    /// Reads `2`, `2.5` or `0.25` as a multiple of 10^-`digits`; more digits than that are refused, never rounded.
    public static func readDecimal(_ text: some StringProtocol, digits: Int) -> Int? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ read($0) }) else { return nil }
        var scaled = whole
        var rest = digits
        if parts.count == 2 {
            guard !parts[1].isEmpty, parts[1].utf8.count <= digits else { return nil }
            for digit in parts[1].utf8 {
                guard digit >= 0x30, digit <= 0x39, let next = scaled.shifted(adding: Int(digit - 0x30)) else {
                    return nil
                }
                scaled = next
                rest -= 1
            }
        }
        for _ in 0..<rest {
            guard let next = scaled.shifted(adding: 0) else { return nil }
            scaled = next
        }
        return scaled
    }
}

extension Int {
    /// One decimal digit more, unless it overflows.
    fileprivate func shifted(adding digit: Int) -> Int? {
        let (product, isTooLarge) = multipliedReportingOverflow(by: 10)
        let (sum, isSumTooLarge) = product.addingReportingOverflow(digit)
        return isTooLarge || isSumTooLarge ? nil : sum
    }
}
