// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite struct FileContentsTests {
    @Test(arguments: [0, 1, 4095, 4096, 4097, 100_000])
    func `reads a file whole`(_ length: Int) throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "x", count: length)
        let contents = try FileContents.read(folder.write("file", text), limit: 1 << 20)
        #expect(contents.bytes == Array(text.utf8))
        #expect(contents.status.signature.size == Int64(length))
    }

    @Test(arguments: [(9, true), (10, true), (11, false)])
    func `keeps the limit`(_ length: Int, _ isRead: Bool) throws {
        let folder = try TemporaryFolder()
        let path = folder.write("file", String(repeating: "x", count: length))
        if isRead {
            #expect(try FileContents.read(path, limit: 10).bytes.count == length)
        } else {
            #expect(throws: FileError.tooLarge(limit: 10)) { try FileContents.read(path, limit: 10) }
        }
    }

    // Files of /proc say that they are empty: only the reading can keep the limit.
    @Test func `keeps the limit where the size is not known`() throws {
        #expect(try !FileContents.read("/proc/self/status", limit: 1 << 20).bytes.isEmpty)
        #expect(throws: FileError.tooLarge(limit: 8)) { try FileContents.read("/proc/self/status", limit: 8) }
    }

    @Test func `refuses what is not a regular file, without waiting`() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        for path in [pipe, folder.path, "/dev/null"] {
            #expect(throws: FileError.notRegular) { try FileContents.read(path, limit: 10) }
        }
    }

    @Test func `names the kernel's reason`() throws {
        let missing = #expect(throws: FileError.self) { try FileContents.read("/nonexistent/file", limit: 10) }
        #expect(missing == .system(SystemError(call: "open", errno: ENOENT)))
        #expect(missing?.description == "open: No such file or directory")
        #expect(FileError.notRegular.description == "not a regular file")
        #expect(FileError.tooLarge(limit: 10).description == "longer than 10 bytes")
    }

    @Test func `refuses a path that the kernel would read as a shorter one`() throws {
        let folder = try TemporaryFolder()
        let path = folder.write("file", "x")
        #expect(throws: FileError.system(SystemError(call: "open", errno: EINVAL))) {
            try FileContents.read(path + "\0.yaml", limit: 10)
        }
        #expect(throws: SystemError(call: "stat", errno: EINVAL)) { try FileStatus.of(path + "\0.yaml") }
    }

    #if DEBUG
        @Test(arguments: [[EINTR], [EINTR, EINTR, EINTR]])
        func `does not mind interruptions`(_ faults: [CInt]) throws {
            let folder = try TemporaryFolder()
            let path = folder.write("file", "hello")
            for call in ["open", "fstat", "read"] {
                try Faults.$only.withValue(call) {
                    try Faults.$queue.withValue(Locked(faults.map { $0 })) {
                        let bytes = try FileContents.read(path, limit: 10).bytes
                        #expect(bytes == Array("hello".utf8))
                    }
                }
            }
        }
    #endif

    #if DEBUG
        @Test(arguments: [("open", EMFILE), ("fstat", ENOMEM), ("read", EIO)])
        func `passes on each call's failure`(_ call: String, _ reason: CInt) throws {
            let folder = try TemporaryFolder()
            let path = folder.write("file", "hello")
            Faults.$only.withValue(call) {
                Faults.$queue.withValue(Locked([reason])) {
                    #expect(throws: FileError.system(SystemError(call: "any", errno: reason))) {
                        try FileContents.read(path, limit: 10)
                    }
                }
            }
        }
    #endif

    @Test func `leaves no descriptor open`() throws {
        let folder = try TemporaryFolder()
        let path = folder.write("file", "hello")
        // The lowest free number is the measure; other tests may hold theirs, so only a run of leaks would show.
        for _ in 0..<2000 { _ = try? FileContents.read(path, limit: 1) }
        let next = open("/dev/null", O_RDONLY)
        close(next)
        #expect(next < 1000)
    }
}
