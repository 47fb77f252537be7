// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// A failed system call: which one, and the kernel's reason.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The C function that failed.
    public let call: StaticString
    /// The kernel's reason.
    public let errno: CInt

    /// Names a failure.
    public init(call: StaticString, errno: CInt) {
        self.call = call
        self.errno = errno
    }

    /// One sentence for a log.
    public var description: String {
        "\(call): \(unsafe String(cString: clinux_reason(errno)))"
    }

    /// Whether there is no file of that name.
    public var isMissing: Bool { errno == ENOENT }

    /// Whether it is something that this process may not do.
    public var isPermission: Bool { errno == EPERM || errno == EACCES }

    /// Whether something else is there already.
    public var isBusy: Bool { errno == EBUSY }

    /// Errors are equal when the reason is; `call` says where.
    public static func == (a: Self, b: Self) -> Bool { a.errno == b.errno }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) { hasher.combine(errno) }

    /// Runs `body`, and runs it again when a signal interrupted it.
    ///
    /// Nothing runs between the call and the read of `errno`.
    @inline(__always)
    package static func check(_ call: StaticString, _ body: () -> Int) throws(SystemError) -> Int {
        while true {
            #if DEBUG
                let injected = Faults.next(call)
                let result = injected == nil ? body() : -1
                let reason = injected ?? Glibc.errno
            #else
                let result = body()
                let reason = Glibc.errno
            #endif
            if result >= 0 { return result }
            if reason != EINTR { throw SystemError(call: call, errno: reason) }
        }
    }
}
