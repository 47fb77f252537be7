// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

@Suite struct FolderTests {
    @Test func `folders above a file are made, for their owner alone, and once`() throws {
        var template = Array("/tmp/folder-XXXXXX".utf8CString)
        let base = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { for part in ["/a/b", "/a", ""] { rmdir(base + part) } }
        for _ in 0..<2 { try Folder.make(for: base + "/a/b/file") }
        #expect(try FileStatus.of(base + "/a/b").permissions == 0o700)
        #expect(throws: FileError.self) { try Folder.make(for: "/proc/none/file") }
        #expect(throws: FileError.self) { try Folder.make(for: "a\0b/c") }
        try Folder.make(for: "file-without-a-folder")
    }

    @Test func `the files of a folder are named in order, and nothing else in it`() throws {
        var template = Array("/tmp/folder-XXXXXX".utf8CString)
        let base = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer {
            for name in ["b", "a", ".hidden"] { unlink("\(base)/\(name)") }
            for part in ["/below", ""] { rmdir(base + part) }
        }
        for name in ["b", "a", ".hidden"] { close(open("\(base)/\(name)", O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)) }
        mkdir("\(base)/below", 0o700)
        #expect(try Folder.files(in: base, limit: 2) == ["a", "b"])
        #expect(throws: FileError.tooLarge(limit: 1)) { try Folder.files(in: base, limit: 1) }
        #expect(throws: FileError.self) { try Folder.files(in: base + "/none", limit: 1) }
        #expect(throws: FileError.self) { try Folder.files(in: "a\0b", limit: 1) }
    }
}
