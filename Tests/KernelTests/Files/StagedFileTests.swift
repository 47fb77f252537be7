// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite struct StagedFileTests {
    private static func text(_ path: String) -> String? {
        (try? FileContents.read(path, limit: 1000)).map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test func `it waits beside the other one, for its owner alone, and takes its place when told`() throws {
        let folder = try TemporaryFolder()
        let path = folder.write("token", "old", mode: 0o644)
        let file = try StagedFile([0x6e, 0x65, 0x77].span, beside: path)
        #expect(file.waiting == path + ".new" && Self.text(path) == "old" && Self.text(path + ".new") == "new")
        #expect(try FileStatus.of(path + ".new").permissions == 0o600)
        try file.finish()
        #expect(Self.text(path) == "new" && Self.text(path + ".new") == nil)
        #expect(try FileStatus.of(path).permissions == 0o600)
    }

    @Test func `taken away, it leaves the other one as it was`() throws {
        let folder = try TemporaryFolder()
        let path = folder.write("token", "old")
        try StagedFile([0x6e].span, beside: path).remove()
        #expect(Self.text(path) == "old" && Self.text(path + ".new") == nil)
    }

    @Test func `undecided, both stay, and another one is refused`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/token"
        _ = try StagedFile([0x61].span, beside: path)
        let refusal = #expect(throws: FileError.self) { _ = try StagedFile([0x62].span, beside: path) }
        #expect(refusal?.isTaken == true)
        #expect(Self.text(path + ".new") == "a" && Self.text(path) == nil)
    }

    @Test func `what could not be replaced is refused before anything is written`() throws {
        let folder = try TemporaryFolder()
        #expect(throws: FileError.notRegular) { _ = try StagedFile([0x61].span, beside: folder.path) }
        #expect(throws: FileError.notRegular) { _ = try StagedFile([0x61].span, beside: "/dev/null") }
        #expect(Self.text(folder.path + ".new") == nil && Self.text("/dev/null.new") == nil)
    }

    @Test func `a folder that is not there is no taken place`() throws {
        let folder = try TemporaryFolder()
        let refusal = #expect(throws: FileError.self) {
            _ = try StagedFile([0x61].span, beside: folder.path + "/none/token")
        }
        #expect(refusal?.isTaken == false && refusal != nil)
    }
}
