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
}
