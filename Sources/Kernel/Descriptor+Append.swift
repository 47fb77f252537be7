// SPDX-License-Identifier: Apache-2.0
internal import Glibc

extension Descriptor {
    /// Opens a file that is only ever added to, made readable by its owner alone if it is new.
    ///
    /// The corresponding C function is `open`.
    public static func appending(to path: String) throws(SystemError) -> Descriptor {
        let raw = try SystemError.check("open") {
            unsafe Int(open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o600))
        }
        return Descriptor(owning: CInt(raw))
    }

    /// Another number for the process's standard error, that may be closed without closing it.
    ///
    /// The corresponding C function is `fcntl` with `F_DUPFD_CLOEXEC`.
    public static func standardError() throws(SystemError) -> Descriptor { try another(STDERR_FILENO) }

    /// Another number for the process's standard output, that may be closed without closing it.
    ///
    /// The corresponding C function is `fcntl` with `F_DUPFD_CLOEXEC`.
    public static func standardOutput() throws(SystemError) -> Descriptor { try another(STDOUT_FILENO) }

    private static func another(_ number: CInt) throws(SystemError) -> Descriptor {
        let raw = try SystemError.check("fcntl") { Int(fcntl(number, F_DUPFD_CLOEXEC, 3)) }
        return Descriptor(owning: CInt(raw))
    }

    /// Writes from the front of `bytes`; gives how many the kernel took, which may be fewer.
    ///
    /// The corresponding C function is `write`.
    public func write(_ bytes: Span<UInt8>) throws(SystemError) -> Int {
        try SystemError.check("write") {
            unsafe bytes.withUnsafeBufferPointer { unsafe Glibc.write(raw, $0.baseAddress, $0.count) }
        }
    }
}
