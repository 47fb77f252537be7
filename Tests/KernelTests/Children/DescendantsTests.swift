// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

/// Each in a process of its own: the children of other tests are descendants, too.
@Suite(.timeLimit(.minutes(10))) struct DescendantsTests {
    /// A shell and a child of it, which both add to files until a third is gone, and not for ever.
    private static func begin(in folder: String) throws -> RunningChild {
        let loop = "i=0; while [ -e \(folder)/go ] && [ $((i+=1)) -lt 1000000 ]; do echo a >>\(folder)"
        let none = Descriptor(owning: open("/dev/null", O_RDWR | O_CLOEXEC))
        return try RunningChild(
            "/bin/sh", ["sh", "-c", "(\(loop)/inner; done) & \(loop)/outer; done"], input: none, output: none)
    }

    private static func sizes(_ folder: String) -> [Int64] {
        ["inner", "outer"].map { (try? FileStatus.of("\(folder)/\($0)"))?.signature.size ?? 0 }
    }

    /// Whether both files grow within a while.
    private static func grow(_ folder: String, beyond sizes: [Int64]) -> Bool {
        let deadline = Monotonic.now.advanced(by: .seconds(20))
        while Monotonic.now < deadline {
            if zip(Self.sizes(folder), sizes).allSatisfy({ $0 > $1 }) { return true }
            Pause.take(.milliseconds(1))
        }
        return false
    }

    @Test func `children and their children stand still, and go on`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let path = folder.path
            folder.write("go", "")
            let child = try Self.begin(in: path)
            guard Self.grow(path, beyond: [0, 0]) else { exit(1) }
            var seen: Set<[Int64]> = []
            let wasStill = Descendants.holdStill(within: .seconds(60)) {
                for _ in 0..<20_000 { seen.insert(Self.sizes(path)) }
            }
            guard wasStill else { exit(2) }
            guard seen.count == 1, let last = seen.first else { exit(3) }
            guard Self.grow(path, beyond: last) else { exit(4) }
            _ = consume child
        }
    }

    @Test func `who is started meanwhile is noticed`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let path = folder.path
            folder.write("go", "")
            var child: RunningChild?
            let wasStill = Descendants.holdStill(within: .seconds(60)) { child = try? Self.begin(in: path) }
            guard !wasStill else { exit(1) }
            _ = consume child
        }
    }

    @Test func `without a child there is nobody to stop`() async {
        await #expect(processExitsWith: .success) {
            var isRun = false
            let wasStill = Descendants.holdStill(within: .seconds(60)) { isRun = true }
            guard wasStill, isRun else { exit(1) }
        }
    }
}
