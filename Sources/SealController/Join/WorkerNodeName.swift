// SPDX-License-Identifier: Apache-2.0
internal import StakeRBAC
internal import SuiLedger

/// The names that an owner's machine has in Kubernetes, one after the other: `n-<the address in base 32, cut>-<number>`.
///
/// No name is given out twice: the contracts remember each for ever, and the number goes up where one is taken.
enum WorkerNodeName {
    /// How much of the address is in the name: 160 bits, which nobody makes two addresses for.
    static let letters = 32
    /// The last number: nine digits, so that the name stays a label.
    static let last = 999_999_999

    /// The name of this number.
    static func name(of owner: Address, _ number: Int) -> String { "\(prefix(of: owner))\(number)" }

    /// Which number of the owner's names a name is; `nil` if it is none of them.
    static func number(_ name: String, of owner: Address) -> Int? {
        let prefix = prefix(of: owner)
        return name.hasPrefix(prefix) ? number(name.dropFirst(prefix.count)) : nil
    }

    /// Whether a name is somebody's, whoever that is: nobody else calls a machine so.
    static func isOne(_ name: String) -> Bool {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0] == "n" && parts[1].utf8.count == letters
            && parts[1].utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x32...0x37).contains($0) }
            && number(parts[2]) != nil
    }

    private static func number(_ digits: Substring) -> Int? {
        guard digits.utf8.count <= 9, let number = Int(digits), number > 0, String(number) == digits else { return nil }
        return number
    }

    private static func prefix(of owner: Address) -> String { "n-\(OwnerLabel.value(of: owner).prefix(letters))-" }
}

/// Whose an object is, as the value of a label: the whole address in base 32, as home namespaces have it.
enum OwnerLabel {
    /// The label's name.
    static let key: StaticString = "k3s-daas.io/owner"

    /// The label's value.
    static func value(of owner: Address) -> String {
        String(HomeNamespace.name(of: owner.raw).drop { $0 != "-" }.dropFirst())
    }
}
