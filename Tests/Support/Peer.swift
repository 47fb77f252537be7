// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

/// No port to listen on.
struct PeerError: Error {}

/// A peer over plain TCP that answers each request with a text of the test's choice, well formed or not.
public final class Peer: Sendable {
    private struct State {
        var requests: [String] = []
        var connections = 0
        var closesAfterAnswer = false
    }

    private let state = Locked(State())
    private let listener: CInt
    private let port: UInt16
    private let answer: @Sendable (String) -> String?

    /// `answer` gives what is sent, or `nil` for silence.
    public init(_ answer: @escaping @Sendable (String) -> String?) throws {
        self.answer = answer
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 128) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard isBound else { throw PeerError() }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        try Self.detached { [weak self] in
            // Closed by who accepts: a number that is closed elsewhere may be another peer's socket by the time it is used here.
            defer { close(listener) }
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                guard let self else {
                    close(connection)
                    return
                }
                self.state.withLock { $0.connections += 1 }
                try? Self.detached { self.serve(connection) }
            }
        }
    }

    // Wakes who accepts, for the last time.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Where it is.
    public var url: String { "http://127.0.0.1:\(port)/" }
    /// What it was asked.
    public var requests: [String] { state.withLock { $0.requests } }
    /// How many connections there were.
    public var connections: Int { state.withLock { $0.connections } }

    /// Whether the connection is closed after an answer.
    public var closesAfterAnswer: Bool {
        get { state.withLock { $0.closesAfterAnswer } }
        set { state.withLock { $0.closesAfterAnswer = newValue } }
    }

    private static func detached(_ body: @escaping @Sendable () -> Void) throws {
        _ = try BackgroundThread(name: "peer", body)
    }

    private func serve(_ connection: CInt) {
        defer { close(connection) }
        var buffer: [UInt8] = []
        while let request = Self.next(connection, &buffer) {
            state.withLock { $0.requests.append(request) }
            guard let text = answer(request) else { continue }
            let bytes = Array(text.utf8)
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                sent += count
            }
            if closesAfterAnswer { return }
        }
    }

    /// The next request with its body, or `nil` at the end.
    private static func next(_ connection: CInt, _ buffer: inout [UInt8]) -> String? {
        while true {
            let text = String(decoding: buffer, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let head = text[..<end]
                let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                let body = length.flatMap { Int($0.split(separator: ":")[1].filter(\.isNumber)) } ?? 0
                let total = head.utf8.count + 4 + body
                if buffer.count >= total {
                    defer { buffer.removeFirst(total) }
                    return String(decoding: buffer[..<total], as: UTF8.self)
                }
            }
            var part: [UInt8] = .init(repeating: 0, count: 65536)
            let count = recv(connection, &part, part.count, 0)
            guard count > 0 else { return nil }
            buffer += part[..<count]
        }
    }
}

extension String {
    /// Where a text begins.
    fileprivate func range(of mark: String) -> String.Index? {
        let whole = Array(utf8)
        let part = Array(mark.utf8)
        guard whole.count >= part.count else { return nil }
        for start in 0...(whole.count - part.count) where Array(whole[start..<(start + part.count)]) == part {
            return utf8.index(startIndex, offsetBy: start)
        }
        return nil
    }
}
