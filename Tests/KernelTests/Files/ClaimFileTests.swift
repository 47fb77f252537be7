// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite struct ClaimFileTests {
    @Test func `the file is there while somebody claims, and gone afterwards`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/config.lock"
        func isMade() throws -> Bool { try ClaimFile.make(path, within: .milliseconds(1)) != nil }
        do {
            let claim = try ClaimFile.make(path, within: .zero)
            let (isThere, isMadeTwice) = (access(path, F_OK) == 0, try isMade())
            #expect(isThere && !isMadeTwice)
            _ = consume claim
        }
        #expect(access(path, F_OK) != 0)
        #expect(try isMade())
    }

    @Test func `another's file stays`() throws {
        let folder = try TemporaryFolder()
        let path = folder.write("config.lock", "")
        let isMade = try ClaimFile.make(path, within: .zero) != nil
        #expect(!isMade && access(path, F_OK) == 0)
        func fails(_ path: String) -> Bool {
            do throws(SystemError) {
                _ = try ClaimFile.make(path, within: .seconds(1))
                return false
            } catch { return true }
        }
        #expect(fails("/no/such/folder/lock") && fails("a\0b"))
    }
}
