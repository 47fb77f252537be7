// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// An IPv4 or IPv6 address with a port.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address as text, without brackets: `127.0.0.1`, `::1`.
    public let host: String
    /// The port; 0 lets the kernel choose.
    public let port: UInt16
    /// Whether it is an IPv6 address.
    public let isIPv6: Bool

    /// Reads `127.0.0.1:8443` or `[::1]:8443`; names are not looked up.
    public init?(_ text: String) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let port = UInt16(digits) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            self.init(host: String(host), port: port, isIPv6: true)
        } else {
            self.init(host: String(host), port: port, isIPv6: false)
        }
    }

    private init?(host: String, port: UInt16, isIPv6: Bool) {
        self.host = host
        self.port = port
        self.isIPv6 = isIPv6
        // inet_pton is the judge of what an address is.
        var room: InlineArray<4, UInt32> = .init(repeating: 0)
        guard unsafe inet_pton(isIPv6 ? AF_INET6 : AF_INET, host, &room) == 1 else { return nil }
    }

    /// Whether only this machine can reach the address.
    public var isLoopback: Bool { isIPv6 ? host == "::1" : host.hasPrefix("127.") }

    /// The form that ``init(_:)`` reads.
    public var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Lends the C form of the address.
    func withCAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        let length: Int
        if isIPv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            unsafe inet_pton(AF_INET6, host, &address.sin6_addr)
            length = MemoryLayout<sockaddr_in6>.size
            unsafe memcpy(&storage, &address, length)
        } else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            unsafe inet_pton(AF_INET, host, &address.sin_addr)
            length = MemoryLayout<sockaddr_in>.size
            unsafe memcpy(&storage, &address, length)
        }
        return unsafe withUnsafePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, socklen_t(length)) }
        }
    }

    /// Asks the kernel which address `socket` is bound to.
    ///
    /// The corresponding C function is `getsockname`.
    public static func local(of socket: borrowing Descriptor) throws(SystemError) -> SocketAddress? {
        let raw = socket.raw
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = try SystemError.check("getsockname") {
            unsafe withUnsafeMutablePointer(to: &storage) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe Int(getsockname(raw, $0, &length))
                }
            }
        }
        var text: [CChar] = .init(repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let isIPv6 = storage.ss_family == sa_family_t(AF_INET6)
        let port: UInt16 = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            if isIPv6 {
                return unsafe pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    unsafe inet_ntop(AF_INET6, &$0.pointee.sin6_addr, &text, socklen_t(text.count))
                    return unsafe UInt16(bigEndian: $0.pointee.sin6_port)
                }
            }
            return unsafe pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                unsafe inet_ntop(AF_INET, &$0.pointee.sin_addr, &text, socklen_t(text.count))
                return unsafe UInt16(bigEndian: $0.pointee.sin_port)
            }
        }
        let host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return SocketAddress(host: host, port: port, isIPv6: isIPv6)
    }
}
