// SPDX-License-Identifier: Apache-2.0

/// Where files are that tests read.
public enum TestFiles {
    /// The repository.
    public static let root = above(3)
    /// Scripts that are peers of tests.
    public static let support = above(1)
    /// Vectors of our own.
    public static let vectors = root + "Tests/Vectors/"
    /// What is not part of this repository, and may be missing.
    public static let fixtures = above(4) + "shared/fixtures/"

    private static func above(_ count: Int) -> String {
        "/" + #filePath.split(separator: "/").dropLast(count).joined(separator: "/") + "/"
    }
}
