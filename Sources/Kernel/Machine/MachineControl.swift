// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// What the first process of a machine does for it.
public enum MachineControl {
    /// Whether this is the first process: of a machine, or of a PID namespace.
    public static var isFirstProcess: Bool { getpid() == 1 }

    /// Opens what of the three standard streams is not open: what is opened next would be taken for one of them.
    ///
    /// A kernel that finds no console starts its first process without any. The console is preferred, if there is one; where
    /// there are no devices at all, they are mounted.
    public static func openStandardStreams() throws(SystemError) {
        while true {
            // The lowest number that is free is the one that is given.
            let raw: CInt
            do throws(SystemError) { raw = try openAny(["/dev/console", "/dev/null"]) } catch {
                guard error.isMissing, !Mount.devices.isInPlace else { throw error }
                try Mount.devices.perform()
                continue
            }
            guard raw <= STDERR_FILENO else {
                close(raw)
                return
            }
        }
    }

    private static func openAny(_ paths: [String]) throws(SystemError) -> CInt {
        var failure = SystemError(call: "open", errno: ENOENT)
        for path in paths {
            do throws(SystemError) {
                return CInt(try SystemError.check("open") { unsafe Int(open(path, O_RDWR | O_NOCTTY)) })
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// Gives the loopback interface its address, and sets it up.
    ///
    /// The corresponding C function is `ioctl` with `SIOCSIFADDR` and `SIOCSIFFLAGS`.
    public static func raiseLoopback() throws(SystemError) {
        _ = try SystemError.check("ioctl") { Int(clinux_raise_loopback()) }
    }

    /// Restarts the machine, or ends the PID namespace; returns only where that is refused.
    ///
    /// The corresponding C function is `reboot`.
    public static func restart() throws(SystemError) { _ = try SystemError.check("reboot") { Int(clinux_restart()) } }

    /// Makes a file inaccessible to all but its owner.
    ///
    /// The corresponding C function is `chmod`.
    public static func makePrivate(_ path: String) throws(SystemError) {
        _ = try SystemError.check("chmod") { unsafe Int(chmod(path, 0o600)) }
    }

    /// Removes a device's node; processes that have it open keep it, and a node that is gone is no failure.
    ///
    /// The corresponding C function is `unlink`.
    public static func removeNode(_ path: String) throws(SystemError) {
        do throws(SystemError) {
            _ = try SystemError.check("unlink") { unsafe Int(unlink(path)) }
        } catch {
            guard error.isMissing else { throw error }
        }
    }

    /// Sets the clock that may be set.
    ///
    /// The corresponding C function is `clock_settime`.
    public static func setClock(_ time: WallTime) throws(SystemError) {
        let seconds = time.seconds
        var value = timespec(tv_sec: Int(seconds), tv_nsec: Int(time.nanoseconds - seconds * 1_000_000_000))
        _ = try SystemError.check("clock_settime") { unsafe Int(clock_settime(CLOCK_REALTIME, &value)) }
    }
}
