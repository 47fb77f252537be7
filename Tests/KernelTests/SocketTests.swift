// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

struct SocketTests {
    @Test(arguments: ["127.0.0.1:0", "0.0.0.0:65535", "[::1]:8443", "[::]:1", "[2001:db8::7]:443"])
    func `reads an address and writes it back`(_ text: String) {
        #expect(SocketAddress(text)?.description == text)
    }

    @Test(arguments: [
        "", ":", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1", "127.0.0.1:1 ",
        "localhost:80", "::1:80", "[::1]", "[127.0.0.1]:80", "1.2.3:80", "[::1:80", "0x7f.0.0.1:80", "127.0.0.1:٣",
    ]) func `refuses what is not an address with a port`(_ text: String) {
        #expect(SocketAddress(text) == nil)
    }

    @Test func `knows loopback`() {
        #expect(SocketAddress("127.8.9.1:1")?.isLoopback == true)
        #expect(SocketAddress("[::1]:1")?.isLoopback == true)
        #expect(SocketAddress("128.0.0.1:1")?.isLoopback == false)
    }

    @Test(arguments: ["127.0.0.1:0", "[::1]:0"]) func `listens, accepts, moves bytes and sees the end`(
        _ text: String
    ) throws {
        let address = try #require(SocketAddress(text))
        let listener = try Descriptor.listening(at: address)
        let bound = try #require(try SocketAddress.local(of: listener))
        #expect(bound.port != 0)
        #expect(bound.host == address.host)
        var isEmpty = try listener.accept() == nil
        #expect(isEmpty)

        let client = try connect(to: bound)
        try waitUntilReadable(listener)
        let accepted = try listener.accept()
        isEmpty = accepted == nil
        #expect(!isEmpty)
        guard let server = accepted else { return }
        // Non-blocking and closed on exec from birth.
        #expect(fcntl(server.raw, F_GETFL) & O_NONBLOCK != 0)
        #expect(fcntl(server.raw, F_GETFD) & FD_CLOEXEC != 0)

        var room: [UInt8] = .init(repeating: 0, count: 8)
        #expect(try receive(server, &room) == .wouldBlock)
        let hello: [UInt8] = Array("hello".utf8)
        #expect(try client.send(hello.span) == .moved(5))
        try waitUntilReadable(server)
        #expect(try receive(server, &room) == .moved(5))
        #expect(room.prefix(5) == hello[...])
        client.finishSending()
        try waitUntilReadable(server)
        #expect(try receive(server, &room) == .closed)
    }

    @Test func `a second socket may listen at the same address`() throws {
        let first = try Descriptor.listening(at: try #require(SocketAddress("127.0.0.1:0")))
        let bound = try #require(try SocketAddress.local(of: first))
        let second = try Descriptor.listening(at: bound)
        #expect(try SocketAddress.local(of: second) == bound)
    }

    // A drain must lose no connection: those that come after it has begun belong to the successor.
    @Test func `a draining listener gives new connections to the younger one`() throws {
        let older = try Descriptor.listening(at: try #require(SocketAddress("127.0.0.1:0")))
        let bound = try #require(try SocketAddress.local(of: older))
        let younger = try Descriptor.listening(at: bound)
        try older.preferYoungerListener()
        for _ in 0..<64 {
            let client = try connect(to: bound)
            try waitUntilReadable(younger)
            let isThere = try younger.accept() != nil
            #expect(isThere)
            _ = client.raw
        }
        let isEmpty = try older.accept() == nil
        #expect(isEmpty)
    }

    @Test func `a draining listener without a successor keeps its connections`() throws {
        let only = try Descriptor.listening(at: try #require(SocketAddress("127.0.0.1:0")))
        let bound = try #require(try SocketAddress.local(of: only))
        try only.preferYoungerListener()
        let client = try connect(to: bound)
        try waitUntilReadable(only)
        let isThere = try only.accept() != nil
        #expect(isThere)
        _ = client.raw
    }

    #if DEBUG
        @Test(arguments: ["socket", "setsockopt", "bind", "listen"])
        func `a failing call is named`(_ call: String) throws {
            let address = try #require(SocketAddress("127.0.0.1:0"))
            let error = #expect(throws: SystemError.self) {
                try Faults.$only.withValue(call) {
                    try Faults.$queue.withValue(Locked<[CInt?]>([ENOMEM])) { _ = try Descriptor.listening(at: address) }
                }
            }
            #expect(error?.call.description == call)
        }

        @Test(arguments: [[EINTR, EAGAIN], [ECONNABORTED], [EPROTO], [EAGAIN]])
        func `accept takes a dead or missing connection as none`(_ faults: [CInt]) throws {
            let listener = try Descriptor.listening(at: try #require(SocketAddress("127.0.0.1:0")))
            try Faults.$queue.withValue(Locked<[CInt?]>(faults)) {
                let isNone = try listener.accept() == nil
                #expect(isNone)
            }
        }

        @Test(arguments: [EMFILE, ENFILE, ENOMEM, ENOBUFS]) func `accept reports a want`(_ reason: CInt) throws {
            let listener = try Descriptor.listening(at: try #require(SocketAddress("127.0.0.1:0")))
            let error = #expect(throws: SystemError.self) {
                try Faults.$queue.withValue(Locked<[CInt?]>([reason])) { _ = try listener.accept() }
            }
            #expect(error?.errno == reason)
        }

        @Test(arguments: [
            (ECONNRESET, Transfer.closed), (EPIPE, .closed), (ETIMEDOUT, .closed), (EAGAIN, .wouldBlock),
        ]) func `a transfer's failure is an outcome where the peer caused it`(
            _ reason: CInt, _ outcome: Transfer
        ) throws {
            let wakeup = try Wakeup()
            var room: [UInt8] = [0]
            try Faults.$queue.withValue(Locked<[CInt?]>([EINTR, reason, EINTR, reason])) { () throws in
                #expect(try receive(wakeup.descriptor, &room) == outcome)
                #expect(try wakeup.descriptor.send(room.span) == outcome)
            }
        }

        @Test func `a transfer's other failures are thrown`() throws {
            let wakeup = try Wakeup()
            var room: [UInt8] = [0]
            Faults.$queue.withValue(Locked<[CInt?]>([ENOMEM, EBADF])) {
                #expect(throws: SystemError(call: "recv", errno: ENOMEM)) { try receive(wakeup.descriptor, &room) }
                #expect(throws: SystemError(call: "send", errno: EBADF)) {
                    _ = try wakeup.descriptor.send(room.span)
                }
            }
        }
    #endif

    @discardableResult
    private func receive(_ socket: borrowing Descriptor, _ room: inout [UInt8]) throws -> Transfer {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: room.count, alignment: 1)
        defer { bytes.deallocate() }
        let outcome = try socket.receive(into: bytes)
        room = Array(bytes)
        return outcome
    }

    private func connect(to address: SocketAddress) throws -> Descriptor {
        let client = Descriptor(
            owning: socket(address.isIPv6 ? AF_INET6 : AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        let raw = client.raw
        try #require(address.withCAddress { Glibc.connect(raw, $0, $1) } == 0)
        return client
    }

    private func waitUntilReadable(_ socket: borrowing Descriptor) throws {
        let poller = try Poller()
        try poller.add(socket, .readable, token: 1)
        let count = try poller.wait(until: Monotonic.now.advanced(by: .seconds(5)), now: .now)
        try #require(count == 1)
    }
}
