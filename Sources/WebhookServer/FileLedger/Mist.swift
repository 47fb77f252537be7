// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// Amounts of stake: whole numbers of MIST, of which 1 SUI has 10^9.
enum Mist {
    /// How many decimals a SUI has.
    static let decimals = 9
    /// One SUI.
    static let perSUI = 1_000_000_000

    /// Reads `2.5 SUI` or `2.5SUI`; a number without the unit is refused, because it could mean either.
    static func read(_ text: String) -> Int? {
        guard text.hasSuffix("SUI") else { return nil }
        let number = text.dropLast(3)
        return WholeNumber.readDecimal(number.last == " " ? number.dropLast() : number, digits: decimals)
    }

    /// Writes `2.5 SUI`.
    static func write(_ mist: Int) -> String {
        let (whole, rest) = mist.quotientAndRemainder(dividingBy: perSUI)
        guard rest > 0 else { return "\(whole) SUI" }
        let digits = String(rest + perSUI).dropFirst()
        return "\(whole).\(String(digits.reversed().drop { $0 == "0" }.reversed())) SUI"
    }

    /// The kind of value that a file holds.
    static let kind = ValueKind<Int>(
        "AMOUNT",
        read: { text throws(ValueRefusal) in
            guard let mist = read(text) else { throw ValueRefusal("must be an amount such as 2.5 SUI") }
            return mist
        }, write: { write($0) })
}
