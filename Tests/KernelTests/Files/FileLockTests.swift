// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite(.timeLimit(.minutes(10))) struct FileLockTests {
    @Test func `one at a time has the lock, and the next gets it when it is dropped`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/lock"
        func takes() throws -> Bool { try FileLock.take(path, within: .milliseconds(1)) != nil }
        do {
            let first = try FileLock.take(path, within: .zero)
            let (isTaken, isTakenTwice) = (first != nil, try takes())
            #expect(isTaken && !isTakenTwice)
            let mode = try FileStatus.of(path).permissions
            #expect(mode == 0o600)
            _ = consume first
        }
        #expect(try takes())
    }

    @Test func `who waits gets it as soon as it is free`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/lock"
        let order = Locked<[String]>([])
        let isStarted = Monitor(false)
        var first = try FileLock.take(path, within: .zero)
        let thread = try BackgroundThread(name: "waiter") {
            isStarted.withLock { $0 = true }
            isStarted.notifyAll()
            let lock = try? FileLock.take(path, within: .seconds(30))
            if lock != nil { order.withLock { $0.append("second") } }
        }
        _ = isStarted.wait { $0 ? true : nil }
        order.withLock { $0.append("first") }
        first = nil
        thread.join()
        #expect(order.withLock { $0 } == ["first", "second"])
        _ = consume first
    }

    @Test func `who has others' word when to ask again asks as often as they say`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/lock"
        var first = try FileLock.take(path, pausing: { false })
        let isFirst = first != nil
        #expect(isFirst)
        var asked = 0
        let refused = try FileLock.take(path) {
            asked += 1
            return asked < 3
        }
        let isRefused = refused == nil
        #expect(isRefused && asked == 3)
        let second = try FileLock.take(path) {
            first = nil
            return true
        }
        let isSecond = second != nil
        #expect(isSecond)
    }

    @Test func `what is no place for a lock is said`() throws {
        let folder = try TemporaryFolder()
        func reason(_ path: String) -> CInt? {
            do throws(SystemError) {
                _ = try FileLock.take(path, within: .zero)
                return nil
            } catch { return error.errno }
        }
        #expect(reason("/no/such/folder/lock") == ENOENT)
        #expect(reason("a\0b") == EINVAL)
        #expect(reason(folder.path) == EISDIR)
        #expect(symlink(folder.path + "/elsewhere", folder.path + "/link") == 0)
        #expect(reason(folder.path + "/link") == ELOOP)
    }

    #if DEBUG
        @Test func `an interruption is no answer`() throws {
            let folder = try TemporaryFolder()
            let path = folder.path + "/lock"
            let isTaken = try Faults.$queue.withValue(Locked([EINTR, EINTR])) {
                try FileLock.take(path, within: .zero) != nil
            }
            #expect(isTaken)
            let error = #expect(throws: SystemError.self) {
                try Faults.$only.withValue("flock") {
                    try Faults.$queue.withValue(Locked([ENOLCK])) { _ = try FileLock.take(path, within: .zero) }
                }
            }
            #expect(error?.errno == ENOLCK)
        }
    #endif
}
