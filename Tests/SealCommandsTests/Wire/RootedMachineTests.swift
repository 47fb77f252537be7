// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing
import Wiring

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) final class RootedMachineTests {
    private let root: String

    init() throws {
        var name = Array("/tmp/rooted-XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&name))
        root = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try put("/etc/group", "root:x:0:\nk3s-daas:x:990:\n")
    }

    deinit { try? Folder.remove(root) }

    private func put(_ path: String, _ text: String) throws {
        try Folder.make(for: root + path)
        try FileReplacement.write(Array(text.utf8).span, to: root + path, readers: .everybody)
    }

    private func machine(_ manager: String? = nil) -> RootedMachine {
        RootedMachine(root: root, folder: "/etc/k3s-daas", manager: manager)
    }

    private func mode(_ path: String) throws -> UInt32 { try FileStatus.of(root + path).permissions }

    @Test func `a file is written whole, with its mode, in folders for those who need them`() throws {
        let machine = machine()
        let file = PresentFile(contents: [1, 2], mode: 0o640, owner: try machine.owner(.service))
        try machine.write(file, to: "/etc/k3s-daas/pki/server.key")
        try machine.write(file, to: "/etc/k3s-daas/wiring/saved/now/a")
        try machine.write(file, to: "/etc/rancher/k3s/config.yaml.d/40-stake.yaml")
        var read = try #require(try machine.read("/etc/k3s-daas/pki/server.key"))
        read.modified = WallTime(nanoseconds: 0)
        #expect(read == file)
        for (path, expected) in [
            ("/etc/k3s-daas", 0o750), ("/etc/k3s-daas/pki", 0o750), ("/etc/k3s-daas/wiring", 0o700),
            ("/etc/k3s-daas/wiring/saved/now", 0o700), ("/etc/rancher/k3s/config.yaml.d", 0o755),
        ] as [(String, UInt32)] {
            #expect(try mode(path) == expected, "\(path)")
        }
        let left = try Folder.files(in: "\(root)/etc/k3s-daas/pki", limit: 10)
        #expect(left == ["server.key"])
    }

    @Test func `who is root gives files to the server's group, which the tree names`() throws {
        guard getuid() == 0 else {
            print("skipped: only root can give files away")
            return
        }
        #expect(try machine().owner(.service) == NewFile.Owner(user: 0, group: 990))
        try put("/etc/group", "root:x:0:\n")
        let failure = #expect(throws: CommandFailure.self) { _ = try machine().owner(.service) }
        #expect(failure?.message.contains("useradd --system") == true)
    }

    @Test func `a file that is linked to elsewhere is written there, and the link stays`() throws {
        try put("/elsewhere", "old")
        try Folder.make(for: "\(root)/etc/linked")
        #expect(symlink("\(root)/elsewhere", "\(root)/etc/linked") == 0)
        let owner = try machine().owner(.root)
        try machine().write(PresentFile(contents: [7], mode: 0o600, owner: owner), to: "/etc/linked")
        #expect(try Folder.kind(of: "\(root)/etc/linked") == .other)
        #expect(try FileContents.read("\(root)/elsewhere", limit: 10).bytes == [7])
    }

    @Test func `what is not there is nothing, and what is no file is refused`() throws {
        #expect(try machine().read("/etc/none") == nil)
        #expect(throws: CommandFailure.self) { _ = try machine().read("/etc") }
        try machine().remove("/etc/none")
    }

    @Test func `the service manager is told, and its verdict believed`() throws {
        try put("/systemctl", "#!/bin/sh\necho \"$@\" >> \(root)/told\n[ \"$1\" != is-active ]\n")
        #expect(chmod("\(root)/systemctl", 0o755) == 0)
        let machine = machine("\(root)/systemctl")
        #expect(try machine.systemctl(["daemon-reload"]))
        #expect(try !machine.systemctl(["is-active", "--quiet", "k3s.service"]))
        let told = try FileContents.read("\(root)/told", limit: 1000).bytes
        #expect(String(decoding: told, as: UTF8.self) == "daemon-reload\nis-active --quiet k3s.service\n")
    }

    @Test func `the apiserver is found by what it was started as, and since when`() throws {
        // Field 22 of stat is in hundredths of a second since the machine's start.
        let stat = "(k3s (x) y) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 9 0 12345 0 0\n"
        #expect(machine().apiserver == ApiserverProcess(started: nil, isVisible: false))
        try put("/proc/stat", "cpu 1\nbtime 1700000000\nprocesses 9\n")
        try put("/proc/7/cmdline", "/usr/local/bin/k3s\0server\0--disable=traefik\0")
        try put("/proc/7/stat", "7 \(stat)")
        // Without the first process in sight nobody can say that there is none.
        #expect(!machine().apiserver.isVisible)
        try put("/proc/1/cmdline", "/sbin/init\0")
        let found = machine().apiserver
        #expect(found.started == WallTime(seconds: 1_700_000_123))
        #expect(found.words == ["/usr/local/bin/k3s", "server", "--disable=traefik"])
        try put("/proc/7/cmdline", "/usr/local/bin/k3s\0agent\0")
        #expect(machine().apiserver == ApiserverProcess(started: nil, isVisible: true))
    }

    @Test(arguments: [
        (["kube-apiserver", "--etcd-servers=x"], true), (["/usr/local/bin/k3s server"], true),
        (["/var/lib/rancher/k3s/data/current/bin/k3s-server"], true), (["k3s", "agent"], false),
        (["vim", "kube-apiserver"], false), ([], false),
    ])
    func `only apiservers are taken for one`(words: [String], expected: Bool) {
        #expect(ApiserverFinder.isApiserver(words) == expected)
    }
}
