// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

struct ServiceManagerTests {
    /// The manager's end: a datagram socket at `path`.
    static func listen(_ path: String) throws -> Descriptor {
        let raw = try SystemError.check("socket") { Int(socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)) }
        let descriptor = Descriptor(owning: CInt(raw))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = path.utf8.map { $0 == UInt8(ascii: "@") ? 0 : $0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(2 + bytes.count + (path.hasPrefix("/") ? 1 : 0))
        _ = try SystemError.check("bind") {
            withUnsafePointer(to: &address) { address in
                address.withMemoryRebound(to: sockaddr.self, capacity: 1) { Int(bind(descriptor.raw, $0, length)) }
            }
        }
        return descriptor
    }

    static func receive(_ descriptor: borrowing Descriptor) -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor.raw, &bytes, bytes.count, CInt(MSG_DONTWAIT))
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    static func path() -> String { "/tmp/manager-\(getpid())-\(UInt64.random(in: 0 ... .max))" }

    @Test(arguments: ["", "@"]) func `says one datagram to a path and to an abstract name`(_ prefix: String) throws {
        let path = prefix + Self.path()
        let manager = try Self.listen(path)
        defer { unlink(path) }
        let service = try ServiceManager(socketPath: path)
        try service.notify(.ready, .status("serving"))
        #expect(Self.receive(manager) == "READY=1\nSTATUS=serving")
        try service.notify(.alive)
        #expect(Self.receive(manager) == "WATCHDOG=1")
        try service.notify(.stopping, .extendTimeout(.seconds(95)))
        #expect(Self.receive(manager) == "STOPPING=1\nEXTEND_TIMEOUT_USEC=95000000")
        #expect(Self.receive(manager) == "")
    }

    @Test func `a reload carries the monotonic clock in microseconds`() throws {
        let path = "@" + Self.path()
        let manager = try Self.listen(path)
        let before = Monotonic.now.nanoseconds / 1000
        try ServiceManager(socketPath: path).notify(.reloading)
        let after = Monotonic.now.nanoseconds / 1000
        let lines = Self.receive(manager).split(separator: "\n")
        #expect(lines.first == "RELOADING=1")
        let stamp = try #require(lines.last?.split(separator: "=").last.flatMap { UInt64($0) })
        #expect(lines.count == 2 && lines.last?.hasPrefix("MONOTONIC_USEC=") == true)
        #expect(stamp >= before && stamp <= after)
    }

    @Test func `a status cannot become an assignment`() throws {
        let path = "@" + Self.path()
        let manager = try Self.listen(path)
        try ServiceManager(socketPath: path).notify(.status("a\nMAINPID=1\r\u{0}b"))
        #expect(Self.receive(manager) == "STATUS=a MAINPID=1  b")
    }

    @Test func `a manager that is not there is an error`() throws {
        let service = try ServiceManager(socketPath: "/nowhere/notify")
        #expect(throws: SystemError(call: "sendto", errno: ENOENT)) { try service.notify(.ready) }
    }

    @Test func `a manager that does not read is not waited for`() throws {
        let path = "@" + Self.path()
        let manager = try Self.listen(path)
        let service = try ServiceManager(socketPath: path)
        #expect(throws: SystemError(call: "sendto", errno: EAGAIN)) { while true { try service.notify(.alive) } }
        #expect(Self.receive(manager) == "WATCHDOG=1")
    }

    #if DEBUG
        @Test(arguments: [EINTR, EINTR, ENOBUFS]) func `sends through an interruption, and tells of all else`(
            _ reason: CInt
        ) throws {
            let path = "@" + Self.path()
            let manager = try Self.listen(path)
            let service = try ServiceManager(socketPath: path)
            Faults.$queue.withValue(Locked([reason])) {
                let failure: SystemError?
                do throws(SystemError) {
                    try service.notify(.ready)
                    failure = nil
                } catch {
                    failure = error
                }
                #expect(failure?.errno == (reason == EINTR ? nil : reason))
            }
            #expect(Self.receive(manager) == (reason == EINTR ? "READY=1" : ""))
        }
    #endif

    #if DEBUG
        @Test func `a socket that cannot be made is an error`() {
            Faults.$queue.withValue(Locked([EMFILE])) {
                #expect(throws: SystemError(call: "socket", errno: EMFILE)) {
                    try ServiceManager(socketPath: "/run/x").notify(.ready)
                }
            }
        }
    #endif

    // sun_path has 108 bytes (unix(7)): a path needs one for its NUL, an abstract name's first is the NUL.
    @Test(arguments: [
        ("/" + String(repeating: "a", count: 105), true), ("/" + String(repeating: "a", count: 106), true),
        ("/" + String(repeating: "a", count: 107), false),
        ("@" + String(repeating: "a", count: 106), true), ("@" + String(repeating: "a", count: 107), true),
        ("@" + String(repeating: "a", count: 108), false),
        ("", false), ("/", false), ("@", false), ("relative", false), ("vsock:2:1234", false), ("/a\u{0}b", false),
    ])
    func `takes what the kernel takes as an address`(_ text: String, _ isTaken: Bool) {
        #expect((UnixAddress(text) != nil) == isTaken)
        guard !isTaken else { return }
        #expect(throws: SystemError(call: "connect", errno: EINVAL)) {
            _ = try ServiceManager(socketPath: text).watchdog
        }
    }

    @Test func `finds the manager in the environment, once`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            let path = "@" + ServiceManagerTests.path()
            let manager = try ServiceManagerTests.listen(path)
            setenv("NOTIFY_SOCKET", path, 1)
            setenv("WATCHDOG_USEC", "30000000", 1)
            setenv("WATCHDOG_PID", String(getpid()), 1)
            guard let service = try ServiceManager.fromEnvironment() else { exit(1) }
            guard service.watchdog == .seconds(30) else { exit(2) }
            try service.notify(.ready)
            guard ServiceManagerTests.receive(manager) == "READY=1" else { exit(3) }
            for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] where getenv(name) != nil { exit(4) }
            guard try ServiceManager.fromEnvironment() == nil else { exit(5) }
            exit(42)
        }
    }

    @Test func `a watchdog for another process, or of no length, is none`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            for (period, process) in [("5000", "1"), ("0", nil), ("-5", nil), ("x", nil), ("", nil), ("+5", nil)] {
                setenv("NOTIFY_SOCKET", "@x", 1)
                setenv("WATCHDOG_USEC", period, 1)
                if let process { setenv("WATCHDOG_PID", process, 1) }
                guard let service = try ServiceManager.fromEnvironment(), service.watchdog == nil else { exit(1) }
            }
            setenv("NOTIFY_SOCKET", "@x", 1)
            setenv("WATCHDOG_USEC", "1", 1)
            guard let service = try ServiceManager.fromEnvironment(), service.watchdog == .microseconds(1) else {
                exit(2)
            }
            exit(42)
        }
    }
}
