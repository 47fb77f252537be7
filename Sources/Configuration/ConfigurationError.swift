// SPDX-License-Identifier: Apache-2.0

/// Everything that is wrong with a configuration or a file, not just the first thing.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// At least one problem, in the order in which they were found.
    public let problems: [Problem]
    /// How many more there are than ``problems`` has room for.
    public let omitted: Int

    /// Collects problems.
    public init(_ problems: [Problem], omitted: Int = 0) {
        self.problems = problems
        self.omitted = omitted
    }

    /// One line per problem.
    public var description: String {
        let lines = problems.map(\.description) + (omitted > 0 ? ["and \(omitted) more problems"] : [])
        return lines.joined(separator: "\n")
    }
}
