// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// What a service manager (systemd) wants to hear from us.
///
/// The protocol is one datagram of `NAME=value` lines to the socket that `NOTIFY_SOCKET` names, and is stable by
/// systemd's own promise. It is spoken by hand: libsystemd would link liblzma, libzstd, libgcrypt and more into a process that
/// holds a cluster's access control, for forty lines of work. What it says is advice, so a failure never stops
/// the service: callers log it and go on.
public struct ServiceManager: ~Copyable, Sendable {
    /// How often the manager expects ``Notice/alive``, if it watches us at all.
    ///
    /// Say it at half of this period: a late one is a kill.
    public let watchdog: Duration?

    private let socket: Descriptor
    private let address: UnixAddress

    /// What can be said.
    public enum Notice: Sendable, Equatable {
        /// Start-up is over, or the reload that ``reloading`` announced.
        case ready
        /// Configuration is being read again; ``ready`` must follow.
        case reloading
        /// The end has begun.
        case stopping
        /// One line for `systemctl status`.
        case status(String)
        /// Alive, for the watchdog.
        case alive
        /// Starting or stopping may take this much longer than the unit allows.
        case extendTimeout(Duration)
    }

    /// Reaches the manager that this process was started by; `nil` when there is none.
    ///
    /// The variables are taken out of the environment, so that a child does not speak in our name. That is not
    /// safe beside other threads: call it first in `main`.
    public static func fromEnvironment() throws(SystemError) -> ServiceManager? {
        let path = Environment.take("NOTIFY_SOCKET")
        let period = Environment.take("WATCHDOG_USEC")
        let process = Environment.take("WATCHDOG_PID")
        guard let path, !path.isEmpty else { return nil }
        let isOurs = process.map { $0 == String(getpid()) } ?? true
        return try ServiceManager(socketPath: path, watchdog: isOurs ? period.flatMap(Self.period) : nil)
    }

    /// Reaches a manager at a path, or at an abstract name when it begins with `@`.
    public init(socketPath: String, watchdog: Duration? = nil) throws(SystemError) {
        guard let address = UnixAddress(socketPath) else { throw SystemError(call: "connect", errno: EINVAL) }
        let raw = try SystemError.check("socket") {
            Int(Glibc.socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0))
        }
        self.socket = Descriptor(owning: CInt(raw))
        self.address = address
        self.watchdog = watchdog
    }

    /// Says it.
    ///
    /// The corresponding C function is `sendto`.
    public func notify(_ notices: Notice...) throws(SystemError) {
        let bytes = Array(notices.map(Self.text).joined(separator: "\n").utf8)
        _ = try SystemError.check("sendto") {
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe address.withPointer { address, length in
                    // Never waits: a manager that does not read must not stop us from serving.
                    unsafe sendto(
                        socket.raw, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT),
                        address, length)
                }
            }
        }
    }

    /// The line of a notice.
    static func text(_ notice: Notice) -> String {
        switch notice {
        case .ready: "READY=1"
        case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(Monotonic.now.nanoseconds / 1000)"
        case .stopping: "STOPPING=1"
        // A line break would begin an assignment of its own.
        case .status(let text): "STATUS=" + String(text.unicodeScalars.map { $0.value < 0x20 ? " " : Character($0) })
        case .alive: "WATCHDOG=1"
        case .extendTimeout(let duration): "EXTEND_TIMEOUT_USEC=\(duration.wholeNanoseconds / 1000)"
        }
    }

    private static func period(_ text: String) -> Duration? {
        guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let microseconds = Int64(text), microseconds > 0
        else {
            return nil
        }
        return .microseconds(microseconds)
    }
}
