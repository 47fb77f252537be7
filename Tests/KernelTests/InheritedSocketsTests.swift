// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

struct InheritedSocketsTests {
    /// `count` descriptors in a row, above all that the test's process uses.
    static func open(_ count: CInt) -> CInt {
        let first = 500 + CInt.random(in: 0..<400)
        for number in first..<first + count where dup2(STDERR_FILENO, number) != number { return -1 }
        return first
    }

    @Test func `hands over each socket by its name, closed on exec`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            let first = InheritedSocketsTests.open(3)
            var sockets = try InheritedSockets(
                process: String(getpid()), count: "3", names: "webhook:ops:webhook", first: first)
            guard sockets.names == ["webhook", "ops", "webhook"] else { exit(1) }
            guard let ops = sockets.take("ops"), ops.raw == first + 1 else { exit(2) }
            guard fcntl(ops.raw, F_GETFD) & FD_CLOEXEC != 0 else { exit(3) }
            guard let one = sockets.take("webhook"), one.raw == first else { exit(4) }
            guard let two = sockets.take("webhook"), two.raw == first + 2 else { exit(5) }
            guard sockets.take("webhook") == nil, sockets.take("ops") == nil, sockets.names.isEmpty else { exit(6) }
            exit(42)
        }
    }

    @Test func `closes what nobody takes`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            let first = InheritedSocketsTests.open(2)
            do {
                var sockets = try InheritedSockets(process: String(getpid()), count: "2", names: "a:b", first: first)
                guard let taken = sockets.take("b") else { exit(1) }
                _ = taken.handOff()
            }
            guard fcntl(first, F_GETFD) == -1, errno == EBADF else { exit(2) }
            guard fcntl(first + 1, F_GETFD) >= 0 else { exit(3) }
            exit(42)
        }
    }

    @Test func `reads the environment and hides it from children`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            setenv("LISTEN_PID", String(getpid()), 1)
            setenv("LISTEN_FDS", "0", 1)
            setenv("LISTEN_FDNAMES", "", 1)
            guard try InheritedSockets.fromEnvironment().names.isEmpty else { exit(1) }
            for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] where getenv(name) != nil { exit(2) }
            exit(42)
        }
    }

    @Test func `names are unknown where the unit gives none`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            let first = InheritedSocketsTests.open(2)
            let sockets = try InheritedSockets(process: String(getpid()), count: "2", names: nil, first: first)
            guard sockets.names == ["unknown", "unknown"] else { exit(1) }
            exit(42)
        }
    }

    @Test(arguments: [nil, "1", "", "0x1"]) func `takes nothing that is meant for another`(_ process: String?) throws {
        let names = try InheritedSockets(process: process, count: "3", names: "a:b:c", first: 1 << 20).names
        #expect(names.isEmpty)
    }

    @Test func `takes nothing where nothing is offered`() throws {
        let names = try InheritedSockets(process: String(getpid()), count: nil, names: "a", first: 1 << 20).names
        #expect(names.isEmpty)
    }

    static let refused: [(String, String?, InheritedSockets.Refusal)] = [
        ("", nil, .badCount), ("-1", nil, .badCount), ("+1", nil, .badCount), ("1 ", nil, .badCount),
        ("one", nil, .badCount), ("65", nil, .badCount), ("99999999999999999999", nil, .badCount),
        ("64", nil, .notOpen), ("1", nil, .notOpen), ("1", "a", .notOpen),
        ("2", "a", .badNames), ("1", "a:b", .badNames), ("2", "a:b:", .badNames),
    ]

    @Test(arguments: refused)
    func `refuses an offer that cannot be right`(
        _ count: String, _ names: String?, _ refusal: InheritedSockets.Refusal
    )
        throws
    {
        #expect(throws: refusal) {
            // Far above the limit of descriptors: none of these is open.
            _ = try InheritedSockets(process: String(getpid()), count: count, names: names, first: 1 << 20).names
        }
    }
}
