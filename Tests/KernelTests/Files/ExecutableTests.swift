// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite struct ExecutableTests {
    @Test func `a program is found by its path, or by its name in the folders that are named whole`() throws {
        let folder = try TemporaryFolder()
        let program = folder.write("tool", "", mode: 0o700)
        folder.write("text", "", mode: 0o600)
        #expect(Executable.find(program, path: nil) == program)
        #expect(Executable.find("tool", path: "/nowhere::.:\(folder.path)") == program)
        #expect(Executable.find("tool", path: "relative:.:") == nil)
        for name in ["", "text", "./tool", "sub/tool", "none", "."] {
            #expect(Executable.find(name, path: folder.path) == nil, "\(name)")
        }
        #expect(Executable.find(folder.path, path: nil) == nil)
        #expect(Executable.find(folder.path + "/text", path: nil) == nil)
        #expect(Executable.find("tool", path: nil) == nil)
    }

    @Test func `a link is followed to where it leads`() throws {
        let folder = try TemporaryFolder()
        let file = folder.write("config", "x")
        #expect(symlink("config", folder.path + "/link") == 0)
        #expect(ResolvedPath.of(folder.path + "/link") == ResolvedPath.of(file))
        #expect(ResolvedPath.of(file).hasSuffix("/config"))
        #expect(ResolvedPath.of(folder.path + "/none") == folder.path + "/none")
        #expect(ResolvedPath.of("a\0b") == "a\0b")
    }
}
