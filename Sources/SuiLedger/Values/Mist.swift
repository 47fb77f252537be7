// SPDX-License-Identifier: Apache-2.0

/// Amounts of SUI as people write them; inside they are whole numbers of MIST, of which 1 SUI has 10^9.
public enum Mist {
    /// One SUI.
    public static let perSUI: UInt64 = 1_000_000_000
    private static let decimals = 9

    /// Reads `2.5 SUI`, `2.5SUI` or `2500000000 MIST`, in any case of letters; a number without a unit could mean either and is `nil`.
    public static func read(_ text: String) -> UInt64? {
        let lowered = text.lowercased()
        let number = lowered.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        switch lowered[number.endIndex...].drop(while: { $0 == " " }) {
        case "sui": return decimal(number)
        case "mist": return number.contains(".") || number.isEmpty ? nil : UInt64(number)
        default: return nil
        }
    }

    /// Writes `2.5 SUI`.
    public static func write(_ mist: UInt64) -> String {
        let (whole, rest) = mist.quotientAndRemainder(dividingBy: perSUI)
        guard rest > 0 else { return "\(whole) SUI" }
        var digits = String(String(rest + perSUI).dropFirst())
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits) SUI"
    }

    private static func decimal(_ text: Substring) -> UInt64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !parts[0].isEmpty, let whole = UInt64(parts[0]) else { return nil }
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard !fraction.isEmpty, fraction.count <= decimals,
            let rest = UInt64(fraction + String(repeating: "0", count: decimals - fraction.count))
        else { return nil }
        let (scaled, isTooMuch) = whole.multipliedReportingOverflow(by: perSUI)
        let (sum, isMore) = scaled.addingReportingOverflow(rest)
        return isTooMuch || isMore ? nil : sum
    }
}
