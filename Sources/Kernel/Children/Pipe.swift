// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// Both ends of a pipe: closed on exec, and never one of the three standard streams.
struct Pipe: ~Copyable {
    /// What is written within one call without being split, and what an empty pipe always has room for.
    static let atomicBytes = 4096  // PIPE_BUF

    let reader: Descriptor
    let writer: Descriptor

    /// Makes a pipe.
    ///
    /// The corresponding C function is `pipe2`.
    init() throws(SystemError) {
        var ends: (CInt, CInt) = (-1, -1)
        _ = try SystemError.check("pipe2") {
            unsafe withUnsafeMutablePointer(to: &ends) { pair in
                unsafe pair.withMemoryRebound(to: CInt.self, capacity: 2) { unsafe Int(clinux_pipe($0)) }
            }
        }
        let first = Descriptor(owning: ends.0)
        let second = Descriptor(owning: ends.1)
        let third = try Self.above(first)
        let fourth = try Self.above(second)
        reader = third
        writer = fourth
    }

    /// Makes reading answer at once; the other end, which a child holds, goes on as programs expect it.
    ///
    /// The corresponding C function is `fcntl` with `O_NONBLOCK`.
    borrowing func makeReaderNonblocking() throws(SystemError) {
        let raw = reader.raw
        _ = try SystemError.check("fcntl") { Int(fcntl(raw, F_SETFL, O_NONBLOCK)) }
    }

    /// In a process that was started without standard streams, their numbers are free to be given out; a child's would be mixed up.
    private static func above(_ end: consuming Descriptor) throws(SystemError) -> Descriptor {
        let number = end.raw
        guard number <= STDERR_FILENO else { return end }
        let raw = try SystemError.check("fcntl") { Int(fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)) }
        return Descriptor(owning: CInt(raw))
    }
}
