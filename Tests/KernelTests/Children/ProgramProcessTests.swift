// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite(.timeLimit(.minutes(10))) struct ProgramProcessTests {
    private static func shell(_ script: String, _ identity: ProgramProcess.Identity? = nil) -> ProgramProcess.Command {
        .init(path: "/bin/sh", arguments: ["-c", script], environment: ["A=1"], identity: identity)
    }

    /// What a program says until its end.
    private static func output(_ process: borrowing ProgramProcess) throws -> String {
        var bytes: [UInt8] = []
        while true {
            guard let some = try process.output.readAvailable(4096) else {
                Pause.take(.milliseconds(1))
                continue
            }
            if some.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += some
        }
    }

    @Test func `it says something and ends`() throws {
        let process = try ProgramProcess(Self.shell("echo $A; exit 3"))
        let said = try Self.output(process)
        let end = try process.reap()
        #expect(said == "1\n")
        #expect(end == .code(3))
    }

    @Test func `a signal reaches all that it started`() throws {
        let process = try ProgramProcess(Self.shell("sleep 1000 & echo $!; wait"))
        var said: [UInt8] = []
        while said.last != UInt8(ascii: "\n") { said += try process.output.readAvailable(100) ?? [] }
        let child = try #require(pid_t(String(decoding: said.dropLast(), as: UTF8.self)))
        process.signal(.terminate)
        _ = try Self.output(process)
        let end = try process.reap()
        #expect(end == .signal(SIGTERM))
        while kill(child, 0) == 0 { Pause.take(.milliseconds(1)) }
        #expect(errno == ESRCH)
    }

    @Test func `what it leaves behind ends with it`() throws {
        let process = try ProgramProcess(Self.shell("trap '' TERM; sleep 1000 >/dev/null 2>&1 & echo $!; exit 0"))
        let said = try Self.output(process)
        let end = try process.reap()
        #expect(end == .code(0))
        let child = try #require(pid_t(said.dropLast()))
        while kill(child, 0) == 0 { Pause.take(.milliseconds(1)) }
        #expect(errno == ESRCH)
    }

    @Test func `one that is dropped is killed`() throws {
        var process: ProgramProcess? = try ProgramProcess(Self.shell("sleep 1000"))
        let number = process?.number ?? 0
        process = nil
        #expect(kill(number, 0) == -1)
        #expect(errno == ESRCH)
    }

    @Test func `it runs as who it shall, in no other group`() throws {
        guard getuid() == 0 else {
            print("skipped: only root can start a program as somebody else")
            return
        }
        let process = try ProgramProcess(Self.shell("id -u; id -g; id -G", .init(user: 65534, group: 65533)))
        let said = try Self.output(process)
        _ = try process.reap()
        #expect(said == "65534\n65533\n65533\n")
    }

    static let missing: [(String, CInt)] = [
        ("/nonexistent/program", ENOENT), ("/etc/passwd", EACCES), ("/tmp", EACCES),
    ]

    @Test(arguments: missing) func `what cannot be run is told by the child`(_ path: String, _ reason: CInt) {
        #expect(throws: SystemError(call: "execve", errno: reason)) {
            _ = try ProgramProcess(.init(path: path, arguments: [], environment: []))
        }
    }

    @Test func `a text that C would read only half of is refused`() {
        for command in [
            ProgramProcess.Command(path: "/bin/sh\0", arguments: [], environment: []),
            .init(path: "/bin/sh", arguments: ["\0"], environment: []),
            .init(path: "/bin/sh", arguments: [], environment: ["A=\0"]),
        ] {
            #expect(throws: SystemError(call: "execve", errno: EINVAL)) { _ = try ProgramProcess(command) }
        }
    }
}
