// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite struct FileStatusTests {
    @Test func `an untouched file keeps its signature`() throws {
        let folder = try TemporaryFolder()
        let path = folder.write("file", "one")
        #expect(try FileStatus.of(path) == FileStatus.of(path))
        #expect(try FileContents.read(path, limit: 10).status.signature == FileStatus.of(path).signature)
    }

    @Test func `a rename over a file shows, even with the same size and times`() throws {
        let folder = try TemporaryFolder()
        let path = folder.write("file", "one")
        let next = folder.write("next", "two")
        let before = try FileStatus.of(path).signature
        setTimes(of: next, like: before)
        rename(next, path)
        let after = try FileStatus.of(path).signature
        #expect(after.size == before.size)
        #expect(after.modified == before.modified)
        #expect(after != before)
    }

    @Test func `a longer content in place shows`() throws {
        let folder = try TemporaryFolder()
        let path = folder.write("file", "one")
        let before = try FileStatus.of(path).signature
        folder.write("file", "three")
        #expect(try FileStatus.of(path).signature != before)
    }

    @Test(arguments: [
        (mode_t(0o600), false, false), (0o640, false, false), (0o644, true, false), (0o602, false, true),
    ])
    func `tells who else may read and write`(_ mode: mode_t, _ readable: Bool, _ writable: Bool) throws {
        let folder = try TemporaryFolder()
        let status = try FileStatus.of(folder.write("file", "", mode: mode))
        #expect(status.permissions == mode)
        #expect(status.isWorldReadable == readable)
        #expect(status.isWorldWritable == writable)
        #expect(status.isRegular)
        #expect(try !FileStatus.of(folder.path).isRegular)
    }

    // The tick is 50 ms at most: a change 49 ms before the reading may hide another one, 50 ms before cannot.
    @Test(arguments: [(-1, true), (0, true), (49, true), (50, false), (51, false)])
    func `a signature is ambiguous within a tick of the change`(_ age: Int64, _ isAmbiguous: Bool) {
        let changed = WallTime(seconds: 1_700_000_000)
        let signature = FileSignature(device: 1, inode: 1, size: 1, modified: changed, changed: changed)
        let time = WallTime(nanoseconds: changed.nanoseconds + age * 1_000_000)
        #expect(signature.isAmbiguous(readAt: time) == isAmbiguous)
    }

    private func setTimes(of path: String, like signature: FileSignature) {
        let time = timespec(
            tv_sec: Int(signature.modified.seconds), tv_nsec: Int(signature.modified.nanoseconds % 1_000_000_000))
        let times = [time, time]
        utimensat(AT_FDCWD, path, times, 0)
    }
}
