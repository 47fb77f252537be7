// SPDX-License-Identifier: Apache-2.0

/// Where readers put what they find wrong, so that they can go on and find the rest.
///
/// A file of a million bad lines costs no more than ``limit`` of them.
public final class ProblemList {
    /// How many problems are kept; the rest is counted.
    public static let limit = 100

    /// What was found so far.
    public private(set) var problems: [Problem] = []
    private var omitted = 0

    /// Starts without a problem.
    public init() {}

    /// Whether nothing was found.
    public var isEmpty: Bool { problems.isEmpty }

    /// Adds what was found.
    public func report(_ problem: Problem) {
        if problems.count < Self.limit { problems.append(problem) } else { omitted += 1 }
    }

    /// Throws everything that was found.
    public func throwIfAny() throws(ConfigurationError) {
        guard problems.isEmpty else { throw ConfigurationError(problems, omitted: omitted) }
    }
}
