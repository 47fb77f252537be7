// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite struct NewFileTests {
    /// A folder that is removed with all that is in it.
    private final class Place {
        let path: String

        init() throws {
            var template = Array("/tmp/new-file-test-XXXXXX".utf8CString)
            path = try #require(mkdtemp(&template).map { String(cString: $0) })
        }

        deinit { try? Folder.remove(path) }

        var names: [String] { (try? Folder.entries(in: path, limit: 100).map(\.name)) ?? ["?"] }
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try FileContents.read(path, limit: 1000).bytes, as: UTF8.self)
    }

    @Test func `a file has its name once it is whole, and nobody else may read it`() throws {
        let place = try Place()
        let path = place.path + "/file"
        let file = try NewFile(replacing: path)
        try file.write([0x61].span)
        try file.write([0x62].span)
        #expect(!place.names.contains("file"))
        try file.finish()
        #expect(try Self.text(path) == "ab" && place.names == ["file"])
        #expect(try FileStatus.of(path).permissions == 0o600)
    }

    @Test func `a file is shown to everybody where that is asked for`() throws {
        let place = try Place()
        let path = place.path + "/file"
        let file = try NewFile(replacing: path)
        try file.show()
        try file.finish()
        #expect(try FileStatus.of(path).permissions == 0o644)
    }

    @Test func `a file that is not finished leaves the old one`() throws {
        let place = try Place()
        let path = place.path + "/file"
        try FileReplacement.write([0x6f].span, to: path, readers: .owner)
        do {
            let file = try NewFile(replacing: path)
            try file.write([0x6e].span)
            #expect(place.names.count == 2)
        }
        #expect(try Self.text(path) == "o" && place.names == ["file"])
    }

    @Test func `a file is read in pieces of the size that was asked for`() throws {
        let place = try Place()
        let path = place.path + "/file"
        try FileReplacement.write(Array(0..<100).span, to: path, readers: .owner)
        let stream = try FileStream(path)
        let (first, second, third) = (try stream.next(60), try stream.next(60), try stream.next(60))
        #expect(stream.status.signature.size == 100)
        #expect(first == Array(0..<60) && second == Array(60..<100) && third.isEmpty)
    }

    @Test func `links are not read where they are not to be followed`() throws {
        let place = try Place()
        try FileReplacement.write([1].span, to: place.path + "/file", readers: .owner)
        symlink("file", place.path + "/link")
        #expect(throws: FileError.notRegular) { _ = try FileStream(place.path + "/link", followsLinks: false) }
        let followed = try FileStream(place.path + "/link")
        let file = try FileStream(place.path + "/file", followsLinks: false)
        let (first, second) = (try followed.next(2), try file.next(2))
        #expect(first == [1] && second == [1])
    }

    @Test func `entries say what they are, in order, and are counted`() throws {
        let place = try Place()
        try FileReplacement.write([1].span, to: place.path + "/b", readers: .owner)
        try Folder.makeNew(place.path + "/a")
        symlink("/", place.path + "/c")
        let entries = try Folder.entries(in: place.path, limit: 3)
        #expect(entries.map(\.name) == ["a", "b", "c"] && entries.map(\.kind) == [.folder, .file, .other])
        #expect(throws: FileError.tooLarge(limit: 2)) { try Folder.entries(in: place.path, limit: 2) }
        #expect(throws: FileError.self) { try Folder.makeNew(place.path + "/a") }
    }

    @Test func `a folder is removed with what is in it, and what links lead to stays`() throws {
        let (place, other) = (try Place(), try Place())
        try FileReplacement.write([1].span, to: other.path + "/kept", readers: .owner)
        try Folder.makeNew(place.path + "/a")
        try FileReplacement.write([1].span, to: place.path + "/a/b", readers: .owner)
        symlink(other.path, place.path + "/a/link")
        try Folder.remove(place.path + "/a")
        try Folder.remove(place.path + "/a")
        #expect(place.names.isEmpty && other.names == ["kept"])
    }

    // Who is not root can give nothing away but to themselves.
    @Test func `a folder is given away with what is in it, and what links lead to is not`() throws {
        let (place, other) = (try Place(), try Place())
        let owner: NewFile.Owner =
            geteuid() == 0 ? .init(user: 65_534, group: 65_533) : .init(user: geteuid(), group: getegid())
        func user(_ path: String) -> uid_t? {
            var status = stat()
            return lstat(path, &status) == 0 ? status.st_uid : nil
        }
        try Folder.makeNew(place.path + "/a")
        try FileReplacement.write([1].span, to: place.path + "/a/b", readers: .owner)
        symlink(other.path, place.path + "/a/link")
        try Folder.give(place.path + "/a", to: owner)
        for name in ["a", "a/b", "a/link"] { #expect(user(place.path + "/" + name) == owner.user) }
        #expect(user(other.path) == geteuid())
        let file = try NewFile(replacing: place.path + "/file")
        try file.give(to: owner)
        try file.finish()
        #expect(user(place.path + "/file") == owner.user)
    }
}
