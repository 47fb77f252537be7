// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import NSM
import Testing

struct SocketTests {
    /// Takes one connection and does with it what a test says.
    private final class Server: Sendable {
        let path: String
        private let thread: SharedThread

        init(_ serve: @escaping @Sendable (borrowing Descriptor) throws -> Void) throws {
            path = "@nsm-test-\(getpid())-\(UInt64.random(in: 0 ... .max))"
            let listener = SharedDescriptor(try Endpoint.unix(path).listen())
            thread = try SharedThread(name: "server") {
                guard let listener = listener.take(),
                    let socket = try? listener.accept(until: Monotonic.now.advanced(by: .seconds(30)))
                else { return }
                try? serve(socket)
            }
        }

        deinit { thread.join() }
    }

    /// Reads a request and answers it with these bytes.
    private static func server(answering message: [UInt8]) throws -> Server {
        try Server { socket in
            let deadline = Monotonic.now.advanced(by: .seconds(30))
            for _ in 0..<2 {
                let head = try socket.readExactly(4, until: deadline)
                _ = try socket.readExactly(Int(head[3]), until: deadline)
                try socket.writeAll(message.span, until: deadline)
            }
        }
    }

    @Test func `a message has its length in front`() throws {
        let server = try Server { socket in
            let deadline = Monotonic.now.advanced(by: .seconds(30))
            let request = try socket.readExactly(7, until: deadline)
            guard request == [0, 0, 0, 3, 9, 8, 7] else { return }
            try socket.writeAll([0, 0, 0, 2, 5, 6].span, until: deadline)
        }
        let socket = try NSMSocket(path: server.path)
        #expect(try socket.exchange([9, 8, 7]) == [5, 6])
    }

    @Test(arguments: [0, 4097]) func `what a device would not take is not sent`(_ count: Int) throws {
        let server = try Server { _ in }
        let socket = try NSMSocket(path: server.path)
        let request: [UInt8] = .init(repeating: 0, count: count)
        #expect(throws: NSMError.invalidLength) { _ = try socket.exchange(request) }
    }

    // The same rule as the device's: full to the last byte is too full.
    @Test(arguments: [(12_287, nil), (12_288, .truncated), (0, NSMError.malformed)]) func `answers have a length`(
        _ count: Int, _ error: NSMError?
    ) throws {
        let answer: [UInt8] = .init(repeating: 1, count: count)
        let server = try Self.server(answering: [0, 0, UInt8(count >> 8), UInt8(count & 0xff)] + answer)
        let socket = try NSMSocket(path: server.path)
        for _ in 0..<2 {
            if let error {
                #expect(throws: error) { _ = try socket.exchange([1]) }
            } else {
                #expect(try socket.exchange([1]) == answer)
            }
        }
    }

    @Test func `one who promises more than there can be is lost`() throws {
        let server = try Self.server(answering: [0, 0, 0x30, 1])
        let socket = try NSMSocket(path: server.path)
        #expect(throws: NSMError.lost) { _ = try socket.exchange([1]) }
        #expect(throws: NSMError.lost) { _ = try socket.exchange([1]) }
    }

    @Test func `a connection that ends is not opened again`() throws {
        let server = try Server { socket in
            _ = try socket.readExactly(5, until: Monotonic.now.advanced(by: .seconds(30)))
        }
        let socket = try NSMSocket(path: server.path)
        #expect(throws: NSMError.lost) { _ = try socket.exchange([1]) }
        #expect(throws: NSMError.lost) { _ = try socket.exchange([1]) }
    }

    @Test func `one who says nothing is lost`() throws {
        let release = Monitor(false)
        let server = try Server { _ in release.wait { $0 ? () : nil } }
        defer {
            release.withLock { $0 = true }
            release.notifyAll()
        }
        let socket = try NSMSocket(path: server.path, patience: .milliseconds(20))
        #expect(throws: NSMError.lost) { _ = try socket.exchange([1]) }
    }

    @Test func `nobody is there`() {
        #expect(throws: StreamError.self) {
            _ = try NSMSocket(path: "@nsm-test-nobody-\(getpid())")
        }
    }
}
