// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The seeds of tests that play a world by chance.
public enum Seeds {
    /// As many as TEST_SEEDS says; else a thousand, and a hundred where code is not optimised.
    ///
    /// Sanitizers look at what code does and not at how often: hack/test gives them fewer.
    public static let all: Range<Int> = {
        if let text = ProcessEnvironment.variables["TEST_SEEDS"], let count = Int(text), count > 0 { return 0..<count }
        #if DEBUG
            return 0..<100
        #else
            return 0..<1000
        #endif
    }()
}
