// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite struct MountTests {
    private static let table = Array(
        """
        proc /proc proc rw,nosuid,nodev,noexec 0 0
        tmpfs /run tmpfs rw,nosuid,nodev,size=65536k 0 0
        tmpfs /run/a\\040b tmpfs rw 0 0
        cut
        """.utf8)

    @Test func `what is mounted where is read from the kernel's table`() {
        #expect(Mount.isMounted("proc", at: "/proc", in: Self.table))
        #expect(Mount.isMounted("tmpfs", at: "/run", in: Self.table))
        #expect(!Mount.isMounted("tmpfs", at: "/proc", in: Self.table))
        #expect(!Mount.isMounted("tmpfs", at: "/ru", in: Self.table))
        #expect(!Mount.isMounted("tmpfs", at: "/tmp", in: Self.table))
        #expect(!Mount.isMounted("proc", at: "/proc", in: []))
    }

    @Test func `the machine that tests run on has a proc`() {
        #expect(Mount("proc", at: "/proc").isInPlace)
        #expect(!Mount("tmpfs", at: "/proc").isInPlace)
    }

    @Test func `a name that C would read only half of is refused`() {
        #expect(throws: SystemError(call: "mount", errno: EINVAL)) { try Mount("proc\0", at: "/proc").perform() }
    }

    @Test func `a type that does not exist is refused by the kernel`() throws {
        #expect(throws: SystemError.self) { try Mount("no-such-type", at: "/tmp").perform() }
    }
}
