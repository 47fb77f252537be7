// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// An AF_VSOCK address: which machine beside the same hypervisor, and which port of it.
///
/// Nothing about it is authenticated: whoever runs the hypervisor decides who is whom.
public struct VSockAddress: Hashable, Sendable, CustomStringConvertible {
    /// The machine's context identifier.
    public let cid: UInt32
    /// The port.
    public let port: UInt32

    /// Every context of this machine: only to listen at.
    ///
    /// The corresponding C constant is `VMADDR_CID_ANY`.
    public static let any = UInt32.max
    /// The machine that an enclave was started from.
    public static let parent: UInt32 = 3
    /// What no port may be: the kernel takes it for "choose one".
    private static let anyPort = UInt32.max

    /// Puts both together; port 0 and the last are none.
    public init?(cid: UInt32, port: UInt32) {
        guard port > 0, port < Self.anyPort else { return nil }
        self.cid = cid
        self.port = port
    }

    /// Reads `3:8443`, or `8443` for every context.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Self.number($0) }
        guard numbers.count == parts.count, let port = numbers.last else { return nil }
        switch numbers.count {
        case 1: self.init(cid: Self.any, port: port)
        // The last number is no machine's, so it has one spelling: none.
        case 2 where numbers[0] != Self.any: self.init(cid: numbers[0], port: port)
        default: return nil
        }
    }

    /// The form that ``init(_:)`` reads.
    public var description: String { cid == Self.any ? "\(port)" : "\(cid):\(port)" }

    /// Which context this machine is; `ENOENT` or `ENODEV` where it has none.
    ///
    /// The corresponding C function is `ioctl` with `IOCTL_VM_SOCKETS_GET_LOCAL_CID`.
    public static func localContext(device: String = "/dev/vsock") throws(SystemError) -> UInt32 {
        let raw = try SystemError.check("open") { unsafe Int(open(device, O_RDONLY | O_CLOEXEC)) }
        let device = Descriptor(owning: CInt(raw))
        var cid = any
        let number = device.raw
        _ = try SystemError.check("ioctl") { unsafe Int(clinux_vsock_local(number, &cid)) }
        return cid
    }

    /// Who is at the other end of a connection; `EAFNOSUPPORT` if it is no vsock.
    ///
    /// The corresponding C function is `getpeername`.
    public static func peer(of socket: borrowing Descriptor) throws(SystemError) -> VSockAddress {
        try unsafe ask("getpeername", socket) { unsafe getpeername($0, $1, $2) }
    }

    /// Where a socket is bound; `EAFNOSUPPORT` if it is no vsock.
    ///
    /// The corresponding C function is `getsockname`.
    public static func local(of socket: borrowing Descriptor) throws(SystemError) -> VSockAddress {
        try unsafe ask("getsockname", socket) { unsafe getsockname($0, $1, $2) }
    }

    /// Lends the C form of the address.
    func withCAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        let length = unsafe clinux_vsock_address(&storage, cid, port)
        return unsafe withUnsafePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }

    private init(kernelCID cid: UInt32, port: UInt32) {
        self.cid = cid
        self.port = port
    }

    private static func ask(
        _ call: StaticString, _ socket: borrowing Descriptor,
        _ body: (CInt, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt
    ) throws(SystemError) -> VSockAddress {
        let raw = socket.raw
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = try SystemError.check(call) {
            unsafe withUnsafeMutablePointer(to: &storage) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe Int(body(raw, $0, &length))
                }
            }
        }
        var (cid, port) = (any, anyPort)
        _ = try SystemError.check(call) { unsafe Int(clinux_vsock_parts(&storage, &cid, &port)) }
        return VSockAddress(kernelCID: cid, port: port)
    }

    private static func number(_ digits: some StringProtocol) -> UInt32? {
        // No sign, no leading zero: one text for each number.
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        guard digits.utf8.count == 1 || digits.utf8.first != 0x30 else { return nil }
        return UInt32(digits)
    }
}
