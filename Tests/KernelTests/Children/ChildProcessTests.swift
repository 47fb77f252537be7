// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite(.timeLimit(.minutes(10))) struct ChildProcessTests {
    private static func shell(
        _ script: String, input: String = "", output: Int = 64 * 1024, time: Duration = .seconds(60)
    ) throws(ChildFailure) -> ChildProcess.Answer {
        var limits = ChildProcess.Limits()
        limits.output = output
        limits.time = time
        let bytes = Array(input.utf8)
        return try ChildProcess.ask("/bin/sh", ["-c", script], input: bytes.span, limits: limits)
    }

    @Test func `a program is told something and answers`() throws {
        let answer = try Self.shell("tr a-z A-Z; exit 3", input: "hello\n")
        #expect(String(decoding: answer.output, as: UTF8.self) == "HELLO\n" && answer.end == .code(3))
    }

    // A pipe that answers at once would look empty to a child that is quicker than we are.
    @Test func `a child may wait for the end of what it is told`() throws {
        for _ in 0..<50 { #expect(try Self.shell("cat >/dev/null", input: "x").end == .code(0)) }
    }

    @Test func `what it complains about is kept where it shall be, and more than that is no reason to wait`() throws {
        func answer(_ script: String, _ errors: Int) throws(ChildFailure) -> ChildProcess.Answer {
            var limits = ChildProcess.Limits()
            limits.errors = errors
            let nothing: [UInt8] = []
            return try ChildProcess.ask("/bin/sh", ["-c", script], input: nothing.span, limits: limits)
        }
        let both = try answer("echo right; echo wrong >&2; exit 1", 100)
        #expect(both.output == Array("right\n".utf8) && both.errors == Array("wrong\n".utf8) && both.end == .code(1))
        for limit in [5, 6, 7] {
            #expect(try answer("echo wrong >&2", limit).errors == Array("wrong\n".utf8.prefix(limit)))
        }
        let much = try answer("head -c 1000000 /dev/zero >&2; echo done", 10)
        #expect(much.output == Array("done\n".utf8) && much.errors == Array(repeating: 0, count: 10))
        #expect(try answer("exec 2>&-; echo done", 10).errors.isEmpty)
        #expect(try Self.shell("true").errors.isEmpty)
    }

    @Test func `a signal is not a code`() throws {
        #expect(try Self.shell("kill -TERM $$").end == .signal(SIGTERM))
    }

    @Test func `a program that reads nothing kills nobody`() throws {
        #expect(try Self.shell("exec <&-; echo done", input: String(repeating: "x", count: 4096)).end == .code(0))
    }

    // What a thread blocks and ignores for itself, a child would inherit.
    @Test func `it starts with no signal blocked or ignored, and with no descriptor of ours`() throws {
        let outcome = Locked<[UInt8]>([])
        let thread = try BackgroundThread(name: "asker") {
            // `exec`: a shell blocks signals itself while it starts something.
            let signals = try? Self.shell("exec sed -n 's/^Sig\\(Blk\\|Ign\\):\t//p' /proc/self/status")
            let descriptors = try? Self.shell("exec ls /proc/self/fd")
            outcome.withLock { $0 = (signals?.output ?? []) + (descriptors?.output ?? []) }
        }
        thread.join()
        let text = String(decoding: outcome.withLock { $0 }, as: UTF8.self)
        let lines = text.split(separator: "\n")
        try #require(lines.count > 2, "\(text)")
        for line in lines[..<2] {
            let signals = try #require(UInt64(line, radix: 16))
            // 32 and 33 are the C library's own, which nobody can set.
            #expect(signals & 0x7FFF_FFFF == 0, "\(text)")
        }
        // The last one is that by which `ls` reads the folder.
        #expect(lines[2...].elementsEqual(["0", "1", "2", "3"]), "\(text)")
    }

    @Test(arguments: [(4096, true), (4097, false)])
    func `no more is told than an empty pipe takes at once`(_ count: Int, _ isTold: Bool) throws {
        let input = String(repeating: "x", count: count)
        if isTold {
            #expect(try Self.shell("wc -c", input: input).output == Array("\(count)\n".utf8))
        } else {
            #expect(throws: ChildFailure.inputTooLong) { try Self.shell("wc -c", input: input) }
        }
    }

    @Test(arguments: [(99, true), (100, true), (101, false), (1_000_000, false)])
    func `no more is listened to than allowed`(_ count: Int, _ isHeard: Bool) throws {
        let script = "head -c \(count) /dev/zero"
        if isHeard {
            #expect(try Self.shell(script, output: 100).output.count == count)
        } else {
            #expect(throws: ChildFailure.outputTooLong(limit: 100)) { try Self.shell(script, output: 100) }
        }
    }

    @Test func `who is late is ended, and left behind by nobody`() throws {
        let time = Duration.milliseconds(300)
        #expect(throws: ChildFailure.late(time)) { try Self.shell("exec sleep 600", time: time) }
        #expect(throws: ChildFailure.late(time)) { try Self.shell("exec >&-; exec sleep 600", time: time) }
    }

    @Test func `a grandchild that keeps the pipe is not waited for`() throws {
        let answer = try Self.shell("sleep 20 & echo done")
        #expect(answer.output == Array("done\n".utf8) && answer.end == .code(0))
    }

    @Test func `what cannot be started is said`() throws {
        let folder = try TemporaryFolder()
        let text = folder.write("text", "#!/no/such/interpreter\n", mode: 0o700)
        for path in ["/nonexistent", folder.path, text, "a\0b"] {
            let error = #expect(throws: ChildFailure.self) {
                let nothing: [UInt8] = []
                _ = try ChildProcess.ask(path, input: nothing.span)
            }
            guard case .system? = error else {
                Issue.record("\(path): \(error?.description ?? "none")")
                continue
            }
        }
        #expect(ChildFailure.late(.seconds(60)).description == "it was not done within 60 s")
    }

    #if DEBUG
        @Test(arguments: [
            "pipe2", "fcntl", "write", "posix_spawn", "pidfd_open", "epoll_create1", "epoll_ctl", "epoll_wait", "read",
        ])
        func `a kernel that refuses is said, and nothing is left running`(_ call: String) throws {
            let folder = try TemporaryFolder()
            let path = folder.path + "/number"
            let error = #expect(throws: ChildFailure.self) {
                try Faults.$only.withValue(call) {
                    try Faults.$queue.withValue(Locked([EIO])) {
                        _ = try Self.shell("echo $$ >\(path); echo; exec sleep 600", input: "x")
                    }
                }
            }
            #expect(error == .system(SystemError(call: "any", errno: EIO)))
            guard let text = try? FileContents.read(path, limit: 99).bytes,
                let number = pid_t(String(decoding: text.dropLast(), as: UTF8.self))
            else { return }
            #expect(kill(number, 0) == -1 && errno == ESRCH)
        }

        @Test func `interruptions do not end it`() throws {
            for call in ["pipe2", "fcntl", "write", "posix_spawn", "epoll_wait", "read", "waitpid"] {
                let answer = try Faults.$only.withValue(call) {
                    try Faults.$queue.withValue(Locked([EINTR, EINTR])) { try Self.shell("cat", input: "x") }
                }
                #expect(answer.output == Array("x".utf8) && answer.end == .code(0), "\(call): \(answer.end)")
            }
        }
    #endif
}
