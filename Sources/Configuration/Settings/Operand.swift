// SPDX-License-Identifier: Apache-2.0

/// What a command takes by its place rather than by a name.
public struct Operand: Hashable, Sendable {
    /// What help shows in its place: `AMOUNT`.
    public let name: String
    /// What it is for, in half a sentence.
    public let help: String
    /// Whether it may be missing; only the last ones may.
    public let isOptional: Bool
    /// Whether there may be more of it; only the last one may.
    public let isRepeated: Bool

    /// How many values a repeated operand may have.
    public static let repetitions = 1000

    /// Declares an operand.
    public init(_ name: String, _ help: String, isOptional: Bool = false, isRepeated: Bool = false) {
        self.name = name
        self.help = help
        self.isOptional = isOptional
        self.isRepeated = isRepeated
    }

    /// How it is shown in a usage line.
    public var usage: String {
        let name = isRepeated ? name + "..." : name
        return isOptional ? "[\(name)]" : name
    }
}
