// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The address of an AF_UNIX socket: a path, or an abstract name.
struct UnixAddress: Sendable {
    private var address = sockaddr_un()
    private let length: socklen_t

    /// Reads `/a/path` or `@name`; `nil` for anything else, and for what is too long for the kernel.
    ///
    /// An abstract name fills its 108 bytes to the last, a path leaves room for the closing NUL.
    init?(_ text: String) {
        var bytes = Array(text.utf8)
        let isAbstract = bytes.first == UInt8(ascii: "@")
        guard isAbstract || bytes.first == UInt8(ascii: "/"), bytes.count > 1, !bytes.contains(0) else { return nil }
        if isAbstract { bytes[0] = 0 } else { bytes.append(0) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let room = MemoryLayout<sockaddr_un>.size - offset
        guard bytes.count <= room else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { path in unsafe path.copyBytes(from: bytes) }
        length = socklen_t(offset + bytes.count)
    }

    /// Lends the address to a call.
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        unsafe withUnsafePointer(to: address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }
}
