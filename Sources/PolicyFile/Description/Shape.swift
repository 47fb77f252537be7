// SPDX-License-Identifier: Apache-2.0

/// What a value may be, in the words of a JSON Schema.
indirect enum Shape: Sendable {
    /// This text and no other.
    case constant(String)
    /// Text; the pattern is a regular expression that JavaScript and RE2 read alike.
    case text(pattern: String?, atMost: Int)
    /// Text that may stand without quotes where it looks like a number.
    case numeric(pattern: String)
    case integer(ClosedRange<Int>)
    case flag
    case words([String])
    /// Nothing: a name that is known, and never allowed.
    case never
    case list(Shape, count: ClosedRange<Int>, isUnique: Bool)
    case mapping([Member])
    case either([Shape])

    /// A name in a mapping.
    struct Member: Sendable {
        let name: String
        let help: String
        let isRequired: Bool
        let shape: Shape
    }
}
