// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Operations

struct BuildInfoTests {
    @Test func `a commit is forty lowercase digits or unknown`() {
        let commit = "0123456789abcdef0123456789abcdef01234567"
        #expect(BuildInfo.commit(commit) == commit)
        for text in ["", String(commit.dropLast()), commit + "8", commit.uppercased(), "$Format:" + "%H$"] {
            #expect(BuildInfo.commit(text) == "unknown")
        }
    }

    @Test func `describes this build`() {
        let build = BuildInfo(openssl: "OpenSSL 3.0.19")
        #expect(build.openssl == "OpenSSL 3.0.19")
        #expect(build.version.split(separator: ".").count == 3)
        #expect(build.platform.hasPrefix("linux/"))
        #expect(build.swift.hasPrefix("6."))
    }
}
