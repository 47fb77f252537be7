// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Turns host names into addresses, by whatever the system asks.
public enum NameLookUp {
    /// How many addresses of one name are looked at.
    public static let maximum = 8

    /// Why a name has no address.
    public enum Failure: String, Error, Sendable, CaseIterable {
        /// Nobody knows it, or whoever knows could not be asked.
        case unknown
        /// All of its addresses are such that no name from outside may stand for them.
        case barred
    }

    /// Asks for the addresses of a host, in the order in which they should be tried.
    ///
    /// Addresses of this machine and of its link are left out: who answers for a name must not be able to choose a service
    /// that trusts its neighbours, a cloud's metadata for example. It blocks for as long as the resolver does.
    /// The corresponding C function is `getaddrinfo`.
    public static func addresses(of host: String, port: UInt16) throws(Failure) -> [SocketAddress] {
        guard !host.utf8.contains(0) else { throw .unknown }
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_ADDRCONFIG
        var first: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, nil, &hints, &first) == 0, let first = unsafe first else { throw .unknown }
        defer { unsafe freeaddrinfo(first) }
        var found: [SocketAddress] = []
        var entry: UnsafeMutablePointer<addrinfo>? = unsafe first
        while let current = unsafe entry, found.count < maximum {
            if let address = unsafe address(current.pointee, port: port), !isBarred(address) { found.append(address) }
            unsafe entry = current.pointee.ai_next
        }
        guard !found.isEmpty else { throw .barred }
        return found
    }

    private static func address(_ entry: addrinfo, port: UInt16) -> SocketAddress? {
        guard let name = unsafe entry.ai_addr else { return nil }
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let result = unsafe getnameinfo(
            name, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard result == 0 else { return nil }
        let host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return SocketAddress(unsafe entry.ai_family == AF_INET6 ? "[\(host)]:\(port)" : "\(host):\(port)")
    }

    /// Whether an address is of this machine, of its link, or of many.
    static func isBarred(_ address: SocketAddress) -> Bool {
        if address.isIPv6 {
            var bytes = in6_addr()
            guard unsafe inet_pton(AF_INET6, address.host, &bytes) == 1 else { return true }
            return unsafe withUnsafeBytes(of: bytes) { bytes in
                // ::/96 holds the unspecified address and loopback; ::ffff:0:0/96 would be IPv4 by another name.
                let isLow = unsafe bytes[0..<10].allSatisfy { $0 == 0 }
                return unsafe isLow || bytes[0] == 0xFF || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
            }
        }
        var raw = in_addr()
        guard unsafe inet_pton(AF_INET, address.host, &raw) == 1 else { return true }
        let number = UInt32(bigEndian: raw.s_addr)
        let (first, second) = (number >> 24, number >> 16 & 0xFF)
        return first == 0 || first == 127 || first >= 224 || (first == 169 && second == 254)
    }
}
