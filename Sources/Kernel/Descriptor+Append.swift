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

    /// Writes all of `bytes`.
    public func writeAll(_ bytes: Span<UInt8>) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = try write(rest)
            rest = rest.extracting(droppingFirst: count)
        }
    }

    /// Waits until what was written is on disk.
    ///
    /// The corresponding C function is `fdatasync`.
    public func sync() throws(SystemError) {
        let raw = raw
        _ = try SystemError.check("fdatasync") { Int(fdatasync(raw)) }
    }

    /// Cuts the file off behind its first `count` bytes.
    ///
    /// The corresponding C function is `ftruncate`.
    public func truncate(to count: Int) throws(SystemError) {
        let raw = raw
        _ = try SystemError.check("ftruncate") { Int(ftruncate(raw, count)) }
    }

    /// Claims the file for as long as the descriptor is open; false where another has claimed it.
    ///
    /// The corresponding C function is `flock` with `LOCK_EX`.
    public func claim() throws(SystemError) -> Bool {
        let raw = raw
        do throws(SystemError) {
            _ = try SystemError.check("flock") { Int(flock(raw, LOCK_EX | LOCK_NB)) }
            return true
        } catch {
            guard error.errno == EWOULDBLOCK else { throw error }
            return false
        }
    }
}
