// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

@testable import EnclaveBoot

/// Real programs, supervised on a thread of the test's.
@Suite(.timeLimit(.minutes(10))) struct SupervisorTests {
    private let folder: TemporaryFolder
    private let file: LogFile
    /// As the product does it, but a hundred times as fast.
    private let pace = RestartPlan.Pace(
        firstDelay: .milliseconds(10), longestDelay: .milliseconds(40), healthy: .seconds(60), patience: 3)

    init() throws {
        folder = try TemporaryFolder()
        file = try LogFile(in: folder)
    }

    private func program(
        _ name: String, _ script: String, restart: BootConfiguration.RestartPolicy = .never, isEssential: Bool = false,
        stopTimeout: Duration = .seconds(60)
    ) -> BootConfiguration.Program {
        .init(
            name: name, path: "/bin/sh", arguments: ["-c", script], environment: ["FOLDER=\(folder.path)"], user: nil,
            group: nil, restart: restart, isEssential: isEssential, stopTimeout: stopTimeout)
    }

    private func waitFor(_ text: String, times count: Int = 1) {
        #expect(file.waitFor(text, times: count), "nobody said \(text)")
    }

    private func start(_ programs: [BootConfiguration.Program]) throws -> (Supervisor, SharedThread, Ending) {
        let supervisor = try Supervisor(programs, reapsOrphans: false, pace: pace, log: file.log)
        let ending = Ending()
        let thread = try SharedThread(name: "supervisor") { ending.set(try? supervisor.run()) }
        return (supervisor, thread, ending)
    }

    @Test func `programs start in their order and end in the other`() throws {
        let script = "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.01; done"
        let (supervisor, thread, ending) = try start([
            program("first", script), program("second", script), program("third", script),
        ])
        waitFor("line=up", times: 3)
        supervisor.stop()
        thread.join()
        #expect(ending.outcome == .stopped)
        #expect(file.values(of: "program", where: "msg=\"program started\"") == ["first", "second", "third"])
        #expect(file.values(of: "program", where: "line=bye") == ["third", "second", "first"])
        #expect(file.values(of: "program", where: "msg=\"program ended\"") == ["third", "second", "first"])
        #expect(file.values(of: "code", where: "msg=\"program ended\"") == ["0", "0", "0"])
    }

    @Test func `who does not listen is killed, with all that it started`() throws {
        let script = "trap '' TERM; (echo up; while :; do sleep 0.01; done) & while :; do sleep 0.01; done"
        let (supervisor, thread, ending) = try start([program("deaf", script, stopTimeout: .milliseconds(50))])
        waitFor("line=")
        supervisor.stop()
        thread.join()
        #expect(ending.outcome == .stopped)
        #expect(file.values(of: "signal", where: "msg=\"program ended\"") == ["9"])
        let number = try #require(file.values(of: "pid").first.flatMap { pid_t($0) })
        // Its group is empty; what was in it was reaped or waits for init.
        while kill(-number, 0) == 0 { Pause.take(.milliseconds(1)) }
        #expect(errno == ESRCH)
    }

    @Test func `who is asked twice ends without grace`() throws {
        let (supervisor, thread, ending) = try start([
            program("deaf", "trap '' TERM; echo up; while :; do sleep 0.01; done", stopTimeout: .seconds(300))
        ])
        waitFor("line=up")
        supervisor.stop()
        waitFor("ending the programs")
        supervisor.stop()
        thread.join()
        #expect(ending.outcome == .stopped)
        #expect(file.values(of: "signal", where: "msg=\"program ended\"") == ["9"])
    }

    @Test func `a program that fails is started again, one that has done its part is not`() throws {
        let failing = "echo x >> $FOLDER/count; [ $(wc -l < $FOLDER/count) -ge 3 ] && echo enough && exit 0; exit 7"
        let (supervisor, thread, _) = try start([
            program("failing", failing, restart: .onFailure), program("done", "exit 0", restart: .onFailure),
        ])
        waitFor("line=enough")
        waitFor("program ended", times: 4)
        supervisor.stop()
        thread.join()
        #expect(file.values(of: "code", where: "program=failing") == ["7", "7", "0"])
        #expect(file.values(of: "program", where: "msg=\"program started\"").filter { $0 == "done" }.count == 1)
    }

    @Test func `an essential program that is not to be had takes the others with it`() throws {
        let (_, thread, ending) = try start([
            program("other", "while :; do sleep 0.01; done"),
            program("vital", "exit 1", restart: .always, isEssential: true),
        ])
        thread.join()
        #expect(ending.outcome == .failed(program: "vital"))
        #expect(file.values(of: "program", where: "msg=\"program started\"").filter { $0 == "vital" }.count == 4)
        #expect(file.values(of: "signal", where: "program=other") == ["15"])
    }

    @Test func `it is known how the programs are`() throws {
        let (supervisor, thread, _) = try start([
            program("steady", "echo up; while :; do sleep 0.01; done", isEssential: true),
            program("failing", "exit 2"), program("done", "exit 0"),
        ])
        waitFor("line=up")
        waitFor("program ended", times: 2)
        #expect(supervisor.board.areEssentialsRunning)
        supervisor.stop()
        thread.join()
        #expect(!supervisor.board.areEssentialsRunning)
        // An end that was asked for is no failure.
        #expect(
            supervisor.board.entries == [
                .init(name: "steady", isEssential: true, starts: 1, failures: 0),
                .init(name: "failing", isEssential: false, starts: 1, failures: 1),
                .init(name: "done", isEssential: false, starts: 1, failures: 0),
            ])
    }

    @Test func `a program that does not exist is told, and nothing is left of it`() throws {
        var missing = program("missing", "", isEssential: true)
        missing.path = "/nonexistent/program"
        let (_, thread, ending) = try start([missing])
        thread.join()
        #expect(ending.outcome == .failed(program: "missing"))
        #expect(file.lines.contains { $0.contains("cannot be started") && $0.contains("No such file or directory") })
    }

    @Test func `what a program says last is not lost`() throws {
        let (supervisor, thread, _) = try start([
            program("loud", "i=0; while [ $i -lt 2000 ]; do echo line-$i; i=$((i+1)); done; echo -n end >&2")
        ])
        waitFor("program ended")
        supervisor.stop()
        thread.join()
        let said = file.values(of: "line", where: "msg=said")
        #expect(said.count == 2001)
        #expect(said.contains("line-1999") && said.contains("end"))
    }

    // Session, descriptors, signals, variables, folder, privileges: read by the program itself from /proc.
    @Test func `a program gets nothing of ours`() throws {
        let leak = open("/dev/null", O_RDONLY)  // without O_CLOEXEC
        defer { close(leak) }
        // Of `grep` itself: a shell blocks signals while it starts something.
        let script = """
            echo sid=$(cut -d' ' -f6 /proc/$$/stat) pid=$$; ls /proc/$$/fd | tr '\\n' ','; echo
            grep -E 'SigBlk|SigIgn|NoNewPrivs' /proc/self/status; env | sort; pwd; cat
            """
        let (supervisor, thread, _) = try start([program("curious", script)])
        waitFor("program ended")
        supervisor.stop()
        thread.join()
        let said = file.lines.filter { $0.contains("msg=said") }.compactMap { line in
            line.firstRange(of: "line=").map { String(line[$0.upperBound...]) }
        }
        let number = try #require(file.values(of: "pid", where: "msg=\"program started\"").first)
        #expect(said.contains("\"sid=\(number) pid=\(number)\""))
        #expect(said.contains { $0.hasPrefix("0,1,2,") && !$0.contains(",\(leak),") })
        #expect(said.contains { $0.contains("SigBlk:") && $0.contains("0000000000000000") })
        #expect(said.contains { $0.contains("SigIgn:") && $0.contains("0000000000000000") })
        #expect(said.contains { $0.contains("NoNewPrivs:") && $0.hasSuffix("1\"") })
        #expect(said.contains("/"))
        let variables = said.filter { $0.contains("=") && !$0.contains("sid=") }
        #expect(
            variables == [
                "\"FOLDER=\(folder.path)\"", "\"LANG=C.UTF-8\"",
                "\"PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin\"", "\"PWD=/\"",
                "\"SWIFT_BACKTRACE=enable=no\"",
            ])
    }
}

/// What a thread came to.
final class Ending: Sendable {
    private let value = Locked<Supervisor.Outcome?>(nil)

    func set(_ outcome: Supervisor.Outcome?) { value.withLock { $0 = outcome } }

    var outcome: Supervisor.Outcome? { value.withLock { $0 } }
}
