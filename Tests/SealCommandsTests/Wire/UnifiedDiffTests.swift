// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealCommands

/// Expected values: what `diff -u` of GNU diffutils writes, but for the times behind the names.
@Suite struct UnifiedDiffTests {
    private static func diff(_ old: String?, _ new: String?) -> String {
        UnifiedDiff.text(old: old.map { Array($0.utf8) }, new: new.map { Array($0.utf8) }, path: "/f")
    }

    @Test func `equal texts have none`() {
        #expect(Self.diff("a\n", "a\n") == "")
        #expect(Self.diff(nil, nil) == "")
    }

    @Test func `a new file, and one that goes`() {
        #expect(Self.diff(nil, "a\nb\n") == "--- /dev/null\n+++ /f\n@@ -0,0 +1,2 @@\n+a\n+b\n")
        #expect(Self.diff("a\n", nil) == "--- /f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n")
    }

    @Test func `changes far from each other are two, near ones are one`() {
        let lines = (1...20).map { "\($0)" }
        var far = lines
        (far[1], far[16]) = ("x", "y")
        let text = Self.diff(lines.joined(separator: "\n") + "\n", far.joined(separator: "\n") + "\n")
        #expect(
            text == """
                --- /f
                +++ /f
                @@ -1,5 +1,5 @@
                 1
                -2
                +x
                 3
                 4
                 5
                @@ -14,7 +14,7 @@
                 14
                 15
                 16
                -17
                +y
                 18
                 19
                 20

                """)
        var near = lines
        (near[1], near[8]) = ("x", "y")
        let one = Self.diff(lines.joined(separator: "\n") + "\n", near.joined(separator: "\n") + "\n")
        #expect(one.contains("@@ -1,12 +1,12 @@\n"))
    }

    @Test func `what a terminal would obey is spelled out`() {
        #expect(Self.diff(nil, "a\u{1B}[2J\tb\n").contains("+a\\u{1b}[2J\tb\n"))
    }
}
