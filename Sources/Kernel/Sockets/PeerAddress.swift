// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Who is at the other end of a connection, as far as limits go: an IPv4 address, or an IPv6 one.
///
/// An IPv4 address that is written as an IPv6 one is the same peer.
public struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
    /// The first 8 bytes of an IPv6 address; 0 for IPv4.
    public let high: UInt64
    /// The last 8 bytes of an IPv6 address; an IPv4 address.
    public let low: UInt64
    /// Whether it is an IPv6 address.
    public let isIPv6: Bool

    /// An IPv4 address, its first number in the highest byte.
    public init(ipv4 address: UInt32) {
        high = 0
        low = UInt64(address)
        isIPv6 = false
    }

    /// An IPv6 address; one that maps an IPv4 address becomes that.
    public init(ipv6 high: UInt64, _ low: UInt64) {
        guard high != 0 || low >> 32 != 0xFFFF else {
            self.init(ipv4: UInt32(truncatingIfNeeded: low))
            return
        }
        self.init(high: high, low: low)
    }

    /// What one party is given at least: an IPv4 address by itself, of IPv6 the network of 64 bits.
    public var network: PeerAddress { isIPv6 ? PeerAddress(high: high, low: 0) : self }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
        isIPv6 = true
    }

    /// `192.0.2.1`, or eight groups: not the shortest form, but one.
    public var description: String {
        guard isIPv6 else {
            return (0..<4).map { "\(UInt8(truncatingIfNeeded: low >> (24 - 8 * UInt64($0))))" }.joined(separator: ".")
        }
        return (0..<8).map { group in
            let half = group < 4 ? high : low
            return String(UInt16(truncatingIfNeeded: half >> (48 - 16 * UInt64(group % 4))), radix: 16)
        }.joined(separator: ":")
    }

    /// Asks the kernel who is connected to `socket`; `nil` where nobody is any more, or it is no internet socket.
    ///
    /// The corresponding C function is `getpeername`.
    public static func peer(of socket: borrowing Descriptor) -> PeerAddress? {
        let raw = socket.raw
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let outcome = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getpeername(raw, $0, &length) }
        }
        guard outcome == 0 else { return nil }
        return unsafe withUnsafePointer(to: &storage) { pointer in
            switch CInt(unsafe pointer.pointee.ss_family) {
            case AF_INET:
                return unsafe pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    PeerAddress(ipv4: UInt32(bigEndian: unsafe $0.pointee.sin_addr.s_addr))
                }
            case AF_INET6:
                return unsafe pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    unsafe withUnsafeBytes(of: $0.pointee.sin6_addr) { bytes in
                        PeerAddress(
                            ipv6: UInt64(bigEndian: unsafe bytes.loadUnaligned(as: UInt64.self)),
                            UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
                    }
                }
            default: return nil
            }
        }
    }
}
