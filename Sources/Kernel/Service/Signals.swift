// SPDX-License-Identifier: Apache-2.0
internal import CLinux  // sys/epoll.h brings `sigset_t`, and which module owns it depends on the build
internal import Glibc

/// The signals that the product answers to; closed, so that a `switch` over them is whole.
public enum Signal: Sendable, CaseIterable, Hashable {
    /// SIGTERM: stop with grace; the second one, without.
    case terminate
    /// SIGINT: the same from a terminal.
    case interrupt
    /// SIGHUP: read configuration, certificates and ledgers again, reopen the log files.
    case hangUp
    /// SIGUSR1: for whatever the process wants to tell its operator.
    case user1

    /// The C name, for a log.
    public var name: StaticString {
        switch self {
        case .terminate: "SIGTERM"
        case .interrupt: "SIGINT"
        case .hangUp: "SIGHUP"
        case .user1: "SIGUSR1"
        }
    }

    /// The kernel's number.
    package var number: CInt {
        switch self {
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        case .hangUp: SIGHUP
        case .user1: SIGUSR1
        }
    }
}

/// Signals as values, taken one by one on a thread that asks for them.
///
/// No signal handler exists, so nothing of what a handler must not do can happen in one. Making a receiver blocks the signals on
/// the calling thread, and threads inherit that: make it first in `main`, before anything starts a thread, or
/// the kernel may hand a signal to a thread that has it open, where its default is to kill the process.
public struct SignalReceiver: Sendable {
    /// Blocks every ``Signal`` on this thread and on those that it will start, and ignores SIGPIPE: a peer that
    /// is gone is an errno, not a reason to die.
    public init() throws(SystemError) {
        _ = try SystemError.check("signal") {
            unsafe Int(bitPattern: unsafeBitCast(signal(SIGPIPE, SIG_IGN), to: OpaquePointer?.self)) == -1 ? -1 : 0
        }
        var set = Self.set
        _ = try SystemError.check("pthread_sigmask") {
            let result = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
            Glibc.errno = result
            return result == 0 ? 0 : -1
        }
    }

    /// Waits for the next signal and takes it.
    ///
    /// Signals of one kind that arrive before they are taken are one. The corresponding C function is `sigwaitinfo`.
    public func next() throws(SystemError) -> Signal {
        var set = Self.set
        while true {
            let number = try SystemError.check("sigwaitinfo") { unsafe Int(sigwaitinfo(&set, nil)) }
            if let signal = Signal.allCases.first(where: { Int($0.number) == number }) { return signal }
        }
    }

    /// Hands each signal to `body` on a thread of its own, until `body` says that it was the last.
    public func deliver(to body: @escaping @Sendable (Signal) -> Delivery) throws(SystemError) -> BackgroundThread {
        try BackgroundThread(name: "signals") {
            // sigwaitinfo fails only for a set or a timeout that is wrong; ours is a constant.
            while let signal = try? next(), body(signal) == .more {}
        }
    }

    /// Whether a receiver goes on.
    public enum Delivery: Sendable {
        /// Wait for the next signal.
        case more
        /// This was the last; signals stay blocked.
        case last
    }

    private static var set: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in Signal.allCases { unsafe sigaddset(&set, signal.number) }
        return set
    }
}
