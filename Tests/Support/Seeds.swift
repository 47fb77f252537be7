// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The seeds of tests that play a world by chance.
public enum Seeds {
    /// How many TEST_SEEDS asks for, if it does.
    private static let wanted: Int? = {
        let count = ProcessEnvironment.variables["TEST_SEEDS"].flatMap { Int($0) }
        return count.flatMap { $0 > 0 ? $0 : nil }
    }()

    /// As many as TEST_SEEDS says; else a thousand, and a hundred where code is not optimised.
    ///
    /// Sanitizers look at what code does and not at how often: hack/test gives them fewer.
    public static let all: Range<Int> = {
        if let wanted { return 0..<wanted }
        #if DEBUG
            return 0..<100
        #else
            return 0..<1000
        #endif
    }()

    /// Whether a sanitizer looks, for which some hundreds of rounds say as much as thousands.
    public static var areFew: Bool { wanted.map { $0 < 100 } ?? false }

    /// Which of `count` places a test damages one after the other: all of them.
    ///
    /// But where code is not optimised and seeds are few, the first and the last sixty-four and every seventh between them, so that each
    /// bit's turn comes where eight are a byte. CI's optimised run of the same tests takes all.
    public static func places(_ count: Int) -> [Int] {
        #if DEBUG
            if areFew { return (0..<count).filter { $0 < 64 || $0 >= count - 64 || $0 % 7 == 0 } }
        #endif
        return Array(0..<count)
    }
}
