// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

/// A blocking connection that sends bytes as they are given and reads whole replies; gives up after ten seconds.
final class TestClient {
    let socket: CInt
    private var buffer: [UInt8] = []

    /// A reply, taken apart.
    struct Reply: Equatable {
        var status: Int
        var head: String
        var body: String

        func has(_ field: String) -> Bool { head.contains("\r\n\(field)\r\n") }
    }

    init(_ address: SocketAddress) throws {
        socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var peer = sockaddr_in()
        peer.sin_family = sa_family_t(AF_INET)
        peer.sin_port = address.port.bigEndian
        inet_pton(AF_INET, address.host, &peer.sin_addr)
        let socket = self.socket
        let result = withUnsafePointer(to: &peer) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // Thrown and not expected: some tests want to be refused, which is then no failure of theirs.
        guard result == 0 else { throw Refused() }
    }

    /// There was nobody to take a connection, or what was sent.
    struct Refused: Error {}

    deinit { close(socket) }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Refused() }
            sent += count
        }
    }

    /// Ends our direction.
    func finish() { shutdown(socket, CInt(SHUT_WR)) }

    /// Waits until something can be read, be it the end; false if nothing came within so many milliseconds.
    func isReadable(within milliseconds: CInt) -> Bool {
        var target = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&target, 1, milliseconds) > 0
    }

    /// Reads one reply; `nil` if the peer ended first.
    func reply(toHead: Bool = false) throws -> Reply? {
        while true {
            if let reply = parse(toHead) { return reply }
            guard try fill() else { return nil }
        }
    }

    /// Whether the peer has ended, and sent nothing more before.
    func isEnded() throws -> Bool { try buffer.isEmpty && !fill() }

    /// Reads what comes next; false at the end.
    func fill() throws -> Bool {
        var room: [UInt8] = .init(repeating: 0, count: 65_536)
        let count = recv(socket, &room, room.count, 0)
        let reason = errno
        if count < 0, reason == ECONNRESET { return false }
        try #require(count >= 0, "no answer within ten seconds")
        buffer += room.prefix(count)
        return count > 0
    }

    private func parse(_ toHead: Bool) -> Reply? {
        let end: [UInt8] = [13, 10, 13, 10]
        guard let place = buffer.indices.first(where: { buffer[$0...].starts(with: end) }) else { return nil }
        let head = String(decoding: buffer[..<(place + 4)], as: UTF8.self)
        let lines = head.split(separator: "\r\n")
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        let length = lines.first { $0.hasPrefix("Content-Length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
        let count = toHead || status == 100 ? 0 : length
        guard buffer.count >= place + 4 + count else { return nil }
        let body = String(decoding: buffer[(place + 4)..<(place + 4 + count)], as: UTF8.self)
        buffer.removeFirst(place + 4 + count)
        return Reply(status: status, head: head, body: body)
    }
}
