// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite struct FileReplacementTests {
    private final class Folder {
        let path: String

        init() throws {
            var template = Array("/tmp/replacement-XXXXXX".utf8CString)
            path = try #require(mkdtemp(&template).map { String(cString: $0) })
        }

        deinit {
            for name in names { unlink(path + "/" + name) }
            rmdir(path)
        }

        var names: [String] {
            guard let folder = opendir(path) else { return [] }
            defer { closedir(folder) }
            var names: [String] = []
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if !name.hasPrefix(".") { names.append(name) }
            }
            return names
        }
    }

    private static func write(_ text: String, _ path: String, _ readers: FileReplacement.Readers) throws {
        let bytes = Array(text.utf8)
        try FileReplacement.write(bytes.span, to: path, readers: readers)
    }

    private static func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test func `a file is there whole, for whom it should be, and nothing beside it`() throws {
        let folder = try Folder()
        let path = folder.path + "/wallet"
        for text in ["first", "", String(repeating: "long ", count: 100_000)] {
            try Self.write(text, path, .owner)
            #expect(try FileContents.read(path, limit: 1 << 20).bytes == Array(text.utf8))
            #expect(Self.mode(path) == 0o600)
            #expect(folder.names == ["wallet"])
        }
        try Self.write("public", path, .everybody)
        #expect(Self.mode(path) & 0o600 == 0o600)
    }

    @Test func `a link is replaced, not followed`() throws {
        let folder = try Folder()
        try Self.write("precious", folder.path + "/target", .owner)
        #expect(symlink("target", folder.path + "/link") == 0)
        try Self.write("new", folder.path + "/link", .owner)
        #expect(try FileContents.read(folder.path + "/target", limit: 99).bytes == Array("precious".utf8))
        #expect(try FileContents.read(folder.path + "/link", limit: 99).bytes == Array("new".utf8))
    }

    #if DEBUG
        @Test(arguments: ["open", "write", "fsync", "rename"] as [String])
        func `whatever fails, the old file stands and nothing is left over`(_ call: String) throws {
            let folder = try Folder()
            let path = folder.path + "/wallet"
            try Self.write("old", path, .owner)
            // No space, no permission, a broken disk: the kernel says so at one of the calls.
            #expect(throws: FileError.self) {
                try Faults.$only.withValue(call) {
                    try Faults.$queue.withValue(Locked([EIO])) { try Self.write("new", path, .owner) }
                }
            }
            #expect(try FileContents.read(path, limit: 99).bytes == Array("old".utf8))
            #expect(folder.names == ["wallet"])
        }
    #endif

    @Test func `what is no path is refused`() {
        for path in ["", "a\0b", "/no/such/folder/file", "/proc/self/nothing"] {
            #expect(throws: FileError.self) { try Self.write("x", path, .owner) }
        }
    }
}
