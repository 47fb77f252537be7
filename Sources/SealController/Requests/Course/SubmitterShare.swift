// SPDX-License-Identifier: Apache-2.0

/// How much of what all submitters use one of them may have.
enum SubmitterShare {
    /// One may have a quarter.
    static let divisor = 4

    /// How many of so many; at least one, or nobody would get anything where there is little.
    static func of(_ whole: Int) -> Int { max(1, whole / divisor) }
}
