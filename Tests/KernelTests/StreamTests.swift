// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

struct StreamTests {
    /// Two connected sockets.
    struct Pair: ~Copyable {
        let near: Descriptor
        let far: Descriptor

        init() throws {
            var ends: [CInt] = [0, 0]
            let kind = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
            try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
            near = Descriptor(owning: ends[0])
            far = Descriptor(owning: ends[1])
        }
    }

    static let past = Monotonic(nanoseconds: 0)

    @Test func `what is there is read after the deadline too, and no more`() throws {
        let pair = try Pair()
        let bytes: [UInt8] = [1, 2, 3]
        #expect(try pair.near.push(bytes.span) == .moved(3))
        #expect(try pair.far.readExactly(3, until: Self.past) == bytes)
        #expect(throws: StreamError.timedOut) { _ = try pair.far.readExactly(1, until: Self.past) }
    }

    @Test func `an end within a message says how much came`() throws {
        let pair = try Pair()
        let bytes: [UInt8] = [1, 2, 3]
        #expect(try pair.near.push(bytes.span) == .moved(3))
        pair.near.finishSending()
        let deadline = Monotonic.now.advanced(by: .seconds(5))
        #expect(throws: StreamError.ended(received: 3)) { _ = try pair.far.readExactly(4, until: deadline) }
        #expect(throws: StreamError.ended(received: 0)) { _ = try pair.far.readExactly(4, until: deadline) }
    }

    @Test func `a drip of bytes buys no time`() throws {
        let pair = try Pair()
        let bytes: [UInt8] = [1]
        #expect(try pair.near.push(bytes.span) == .moved(1))
        #expect(throws: StreamError.timedOut) { _ = try pair.far.readExactly(2, until: Self.past) }
    }

    @Test func `writing waits for a reader, until the deadline`() throws {
        let pair = try Pair()
        let bytes = [UInt8](repeating: 7, count: 1 << 20)
        let near = pair.near.raw
        let near2 = Descriptor(owning: dup(near))
        let writer = try SharedThread(name: "writer") {
            try? near2.writeAll(bytes.span, until: Monotonic.now.advanced(by: .seconds(10)))
        }
        let read = try pair.far.readExactly(1 << 20, until: Monotonic.now.advanced(by: .seconds(10)))
        writer.join()
        #expect(read == bytes)
        // Nobody reads: the socket fills, and then it is over.
        #expect(throws: StreamError.timedOut) {
            try pair.near.writeAll(bytes.span, until: Monotonic.now.advanced(by: .milliseconds(5)))
        }
    }

    @Test func `a peer that is gone is no orderly end`() throws {
        let listener = try #require(Endpoint("tcp:127.0.0.1:0")).listen()
        let endpoint = try #require(Endpoint("tcp:127.0.0.1:0")).bound(listener)
        let deadline = Monotonic.now.advanced(by: .seconds(5))
        let client = try endpoint.connect(until: deadline)
        let server = try listener.accept(until: deadline)
        client.breakOnClose()
        _ = consume client
        #expect(throws: StreamError.system(SystemError(call: "recv", errno: ECONNRESET))) {
            _ = try server.readExactly(1, until: deadline)
        }
        let byte: [UInt8] = [0]
        #expect(throws: StreamError.system(SystemError(call: "send", errno: EPIPE))) {
            try server.writeAll(byte.span, until: deadline)
        }
    }

    @Test func `nobody comes: accepting ends at the deadline`() throws {
        let listener = try #require(Endpoint("tcp:127.0.0.1:0")).listen()
        #expect(throws: StreamError.timedOut) { _ = try listener.accept(until: Self.past) }
    }

    @Test func `a full queue is waited for, until the deadline`() throws {
        let folder = try SocketFolder()
        let endpoint = Endpoint.unix(folder.path + "/socket")
        let listener = try endpoint.listen(backlog: 0)
        let deadline = Monotonic.now.advanced(by: .seconds(5))
        let first = try endpoint.connect(until: deadline)
        #expect(throws: StreamError.system(SystemError(call: "connect", errno: EAGAIN))) {
            _ = try endpoint.connect(until: Self.past)
        }
        let accepted = try listener.accept(until: deadline)
        let second = try endpoint.connect(until: deadline)
        #expect(first.raw >= 0 && accepted.raw >= 0 && second.raw >= 0)
    }

    #if DEBUG
        @Test func `interruptions are no failures`() throws {
            let pair = try Pair()
            let bytes: [UInt8] = [1, 2]
            try Faults.$queue.withValue(Locked<[CInt?]>([EINTR, EAGAIN, nil, EINTR, nil])) {
                try pair.near.writeAll(bytes.span, until: Monotonic.now.advanced(by: .seconds(5)))
            }
            try Faults.$queue.withValue(Locked<[CInt?]>([EAGAIN, EINTR, nil, EINTR, nil])) {
                let read = try pair.far.readExactly(2, until: Monotonic.now.advanced(by: .seconds(5)))
                #expect(read == bytes)
            }
        }

        @Test(arguments: ["recv", "poll"]) func `the kernel's other reasons are told`(_ call: String) throws {
            let pair = try Pair()
            let error = #expect(throws: StreamError.self) {
                try Faults.$only.withValue(call) {
                    try Faults.$queue.withValue(Locked<[CInt?]>([ENOMEM])) {
                        _ = try pair.far.readExactly(1, until: Self.past)
                    }
                }
            }
            #expect(error == .system(SystemError(call: "recv", errno: ENOMEM)))
        }
    #endif
}
