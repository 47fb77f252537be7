// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

struct EndpointTests {
    @Test(arguments: [
        "vsock:3:8443", "vsock:9443", "vsock:0:1", "vsock:4294967294:4294967294", "tcp:127.0.0.1:6443", "tcp:[::1]:443",
        "tcp:10.0.0.7:0", "unix:/run/k3s-daas/nsm.sock", "unix:@nsm",
    ])
    func `reads an endpoint and writes it back`(_ text: String) {
        #expect(Endpoint(text)?.description == text)
    }

    @Test(arguments: [
        "", "vsock", "vsock:", "vsock:0", "vsock:3:0", "vsock:4294967295", "vsock:3:4294967295", "vsock:4294967295:5",
        "vsock:4294967296:5", "vsock:03:5", "vsock:3:05", "vsock:3:5:", "vsock:3::5", "vsock::5", "vsock:-1:5",
        "vsock:+3:5", "vsock:any:5", "vsock:3:٣", "VSOCK:3:5", " vsock:3:5", "vsock:3:5 ", "tcp:", "tcp:localhost:80",
        "tcp:127.0.0.1", "tcp:::1:80", "tcp:127.0.0.1:80\0", "unix:", "unix:relative", "unix:@", "unix:/a\0b",
        "unix:/" + String(repeating: "a", count: 107), "udp:127.0.0.1:53", "/run/socket", "127.0.0.1:80",
    ])
    func `refuses what is no endpoint`(_ text: String) {
        #expect(Endpoint(text) == nil)
    }

    @Test func `the longest path that the kernel takes is one`() {
        #expect(Endpoint("unix:/" + String(repeating: "a", count: 106)) != nil)
    }

    @Test func `knows who can be connected to, and what stays on this machine`() throws {
        let all = ["vsock:9443", "vsock:3:9443", "tcp:127.0.0.1:0", "tcp:127.0.0.2:1", "tcp:10.0.0.1:1", "unix:/a"]
        let endpoints = try all.map { try #require(Endpoint($0)) }
        #expect(endpoints.map(\.isReachable) == [false, true, false, true, true, true])
        #expect(endpoints.map(\.isLocal) == [false, false, true, true, false, true])
    }

    @Test func `nobody connects to what names nobody`() throws {
        let endpoint = try #require(Endpoint("vsock:9443"))
        #expect(throws: SystemError(call: "connect", errno: EADDRNOTAVAIL)) { _ = try endpoint.beginConnecting() }
    }

    @Test(arguments: ["tcp:127.0.0.1:0", "tcp:[::1]:0", "unix"]) func `a connection carries bytes both ways`(
        _ kind: String
    ) throws {
        let folder = try SocketFolder()
        let asked = try #require(Endpoint(kind == "unix" ? "unix:\(folder.path)/socket" : kind))
        let listener = try asked.listen()
        let endpoint = try asked.bound(listener)
        #expect(fcntl(listener.raw, F_GETFL) & O_NONBLOCK != 0)
        #expect(fcntl(listener.raw, F_GETFD) & FD_CLOEXEC != 0)
        let deadline = Monotonic.now.advanced(by: .seconds(5))
        let client = try endpoint.connect(until: deadline)
        let server = try listener.accept(until: deadline)
        for socket in [client.raw, server.raw] {
            #expect(fcntl(socket, F_GETFL) & O_NONBLOCK != 0)
            #expect(fcntl(socket, F_GETFD) & FD_CLOEXEC != 0)
        }
        let (question, answer): ([UInt8], [UInt8]) = ([1, 2, 3], [4, 5])
        try client.writeAll(question.span, until: deadline)
        #expect(try server.readExactly(3, until: deadline) == question)
        try server.writeAll(answer.span, until: deadline)
        #expect(try client.readExactly(2, until: deadline) == answer)
        client.finishSending()
        #expect(throws: StreamError.ended(received: 0)) { _ = try server.readExactly(1, until: deadline) }
    }

    @Test func `nobody listens: the kernel's reason is told`() throws {
        let folder = try SocketFolder()
        let listener = try #require(Endpoint("tcp:127.0.0.1:0")).listen()
        let tcp = try #require(Endpoint("tcp:127.0.0.1:0")).bound(listener)
        _ = consume listener
        let unix = Endpoint.unix(folder.path + "/nobody")
        let deadline = Monotonic.now.advanced(by: .seconds(5))
        #expect(throws: StreamError.system(SystemError(call: "connect", errno: ECONNREFUSED))) {
            _ = try tcp.connect(until: deadline)
        }
        #expect(throws: StreamError.system(SystemError(call: "connect", errno: ENOENT))) {
            _ = try unix.connect(until: deadline)
        }
        #expect(throws: StreamError.system(SystemError(call: "bind", errno: EINVAL))) {
            _ = try Endpoint.unix("relative").connect(until: deadline)
        }
    }

    @Test func `a path belongs to its owner, and takes the place of what was left behind`() throws {
        let folder = try SocketFolder()
        let endpoint = Endpoint.unix(folder.path + "/socket")
        let first = try endpoint.listen()
        #expect(try FileStatus.of(folder.path + "/socket").permissions == 0o600)
        // Somebody listens: not ours to take.
        #expect(throws: SystemError(call: "bind", errno: EADDRINUSE)) { _ = try endpoint.listen() }
        _ = consume first
        let second = try endpoint.listen()
        let client = try endpoint.connect(until: Monotonic.now.advanced(by: .seconds(5)))
        #expect(client.raw >= 0 && second.raw >= 0)
    }

    @Test func `a file that is no socket stays`() throws {
        let folder = try SocketFolder()
        let path = folder.path + "/file"
        let file = Descriptor(owning: open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
        #expect(throws: SystemError(call: "bind", errno: EADDRINUSE)) { _ = try Endpoint.unix(path).listen() }
        #expect(try FileStatus.of(file).isRegular && FileStatus.of(path).isRegular)
    }

    static let hasVSock = (try? FileStatus.of("/dev/vsock")) != nil

    @Test(.enabled(if: hasVSock, "needs a kernel with AF_VSOCK"))
    func `a vsock port is listened at by its number`() throws {
        let endpoint = try #require(Endpoint("vsock:61000"))
        let listener = try endpoint.listen()
        let local = try VSockAddress.local(of: listener)
        #expect(local.port == 61000)
        #expect(local.cid == VSockAddress.any)
        #expect(throws: SystemError(call: "bind", errno: EADDRINUSE)) { _ = try endpoint.listen() }
        let isNone = try listener.accept() == nil
        #expect(isNone)
    }

    @Test(.enabled(if: hasVSock, "needs a kernel with AF_VSOCK")) func `a machine knows its own context`() throws {
        // 0 to 2 are the hypervisor, the machine to itself, and the host.
        #expect(try VSockAddress.localContext() > 2)
    }

    @Test func `a machine without vsock says so`() {
        #expect(throws: SystemError(call: "open", errno: ENOENT)) {
            _ = try VSockAddress.localContext(device: "/dev/no-such-device")
        }
        #expect(throws: SystemError(call: "ioctl", errno: ENOTTY)) {
            _ = try VSockAddress.localContext(device: "/dev/null")
        }
    }

    @Test func `another family has no vsock address`() throws {
        let listener = try #require(Endpoint("tcp:127.0.0.1:0")).listen()
        #expect(throws: SystemError(call: "getsockname", errno: EAFNOSUPPORT)) {
            _ = try VSockAddress.local(of: listener)
        }
    }

    #if DEBUG
        @Test(arguments: ["socket", "fchmod", "bind", "listen"]) func `a failing call is named when listening`(
            _ call: String
        ) throws {
            let folder = try SocketFolder()
            let error = #expect(throws: SystemError.self) {
                try Faults.$only.withValue(call) {
                    try Faults.$queue.withValue(Locked<[CInt?]>([ENOMEM])) {
                        _ = try Endpoint.unix(folder.path + "/socket").listen()
                    }
                }
            }
            #expect(error?.call.description == call)
        }
    #endif
}

extension Endpoint {
    /// The same with the port that the kernel chose.
    func bound(_ listener: borrowing Descriptor) throws -> Endpoint {
        guard case .tcp = self else { return self }
        return .tcp(try #require(try SocketAddress.local(of: listener)))
    }
}

/// A folder for sockets, gone with its owner.
final class SocketFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/k3s-daas-sockets-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit {
        for name in ["socket", "file", "nobody"] { unlink(path + "/" + name) }
        rmdir(path)
    }
}
