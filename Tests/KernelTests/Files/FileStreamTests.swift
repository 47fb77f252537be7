// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite struct FileStreamTests {
    @Test(arguments: [0, 1, 9, 10, 11, 100]) func `a file comes in pieces, in order`(_ length: Int) throws {
        let folder = try TemporaryFolder()
        let text = String((0..<length).map { Character(UnicodeScalar(UInt8(33 + $0 % 90))) })
        let stream = try FileStream(folder.write("file", text))
        var room: [UInt8] = .init(repeating: 0, count: 10)
        var all: [UInt8] = []
        while true {
            let count = try stream.read(into: &room)
            if count == 0 { break }
            all += room[..<count]
        }
        #expect(all == Array(text.utf8))
    }

    @Test func `what is not a regular file is refused, without waiting`() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        for path in [pipe, folder.path, "/dev/null"] {
            #expect(throws: FileError.notRegular) { _ = try FileStream(path) }
        }
        #expect(throws: FileError.system(SystemError(call: "open", errno: ENOENT))) { _ = try FileStream("/none") }
    }
}
