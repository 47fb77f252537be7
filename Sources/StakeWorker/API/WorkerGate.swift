// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import HTTPServer

/// Decides who may ask the worker's own API for what, from a request's head alone.
///
/// Whatever moves stake needs the token that is kept on the machine for its owner: any program on the machine reaches the port. And no
/// browser may ask at all: a page from anywhere could have one ask at 127.0.0.1, under a name of its own that leads there.
struct WorkerGate: Sendable {
    /// What is asked for.
    enum Question: Hashable, Sendable {
        case health, metrics, report
        case order(OrderKind)
    }

    /// What a worker is told to do; its raw value is the end of the path.
    enum OrderKind: String, Sendable, CaseIterable {
        case stake = "staking"
        case register
        case unstake
    }

    /// Why not.
    enum Refusal: String, Error, Hashable, Sendable, CaseIterable {
        case browser, host, path, method, token
    }

    /// What must stand behind `Bearer `; `nil` where nothing may be ordered.
    let token: [UInt8]?
    /// Whether others may ask by any name: where nothing but numbers can be had.
    let isOpen: Bool

    private static let names = ["127.0.0.1", "localhost", "[::1]"]
    private static let orders = "/api/v1/"
    private static let scheme = Array("bearer ".utf8)

    /// What is asked for, if it may be.
    func admit(
        _ method: Method, path: Span<UInt8>, host: Span<UInt8>, hasOrigin: Bool, authorization: Span<UInt8>
    ) throws(Refusal) -> Question {
        guard !hasOrigin else { throw .browser }
        guard isOpen || Self.isLocal(host) else { throw .host }
        let path = String(decoding: [UInt8](copying: path), as: UTF8.self)
        if let page = Self.page(path), method == .get || method == .head { return page }
        guard path.hasPrefix(Self.orders), let kind = OrderKind(rawValue: String(path.dropFirst(Self.orders.count)))
        else {
            throw Self.page(path) == nil ? .path : .method
        }
        guard method == .post else { throw .method }
        guard let token, Self.isBearer(authorization, token) else { throw .token }
        return .order(kind)
    }

    private static func page(_ path: String) -> Question? {
        switch path {
        case "/health": .health
        case "/metrics": .metrics
        case "/api/v1/metrics": .report
        default: nil
        }
    }

    /// Whether a host is this machine by one of its own names, with any port.
    private static func isLocal(_ host: Span<UInt8>) -> Bool {
        let text = String(decoding: [UInt8](copying: host), as: UTF8.self).lowercased()
        return names.contains { name in
            guard text.hasPrefix(name) else { return false }
            let rest = text.dropFirst(name.count)
            return rest.isEmpty
                || (rest.first == ":" && rest.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) })
        }
    }

    private static func isBearer(_ value: Span<UInt8>, _ token: [UInt8]) -> Bool {
        guard value.count == scheme.count + token.count else { return false }
        for index in scheme.indices where value[index] | 0x20 != scheme[index] { return false }
        return constantTimeEqual(value.extracting(droppingFirst: scheme.count), token.span)
    }
}
