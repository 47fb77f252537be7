// SPDX-License-Identifier: Apache-2.0

/// The seeds of tests that play a world by chance.
public enum Seeds {
    /// A thousand; a hundred where code is not optimised, because sanitizers look at what code does and not at how often.
    public static let all: Range<Int> = {
        #if DEBUG
            0..<100
        #else
            0..<1000
        #endif
    }()
}
