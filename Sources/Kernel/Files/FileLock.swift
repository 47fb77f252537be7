// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A file that one process at a time has to itself, until this is dropped or the process ends, however it ends.
///
/// The file stays: whoever removed it could give two processes a lock each.
public struct FileLock: ~Copyable, Sendable {
    private let descriptor: Descriptor
    private static let longestPause = Duration.milliseconds(40)

    /// Waits for the lock, at most for `bound`; `nil` if others had it all the time.
    ///
    /// The file is made where there is none, for its owner alone. The corresponding C function is `flock`, which is asked again
    /// and again: one that waits in the kernel could only be ended by a signal.
    public static func take(_ path: String, within bound: Duration) throws(SystemError) -> FileLock? {
        let deadline = Monotonic.now.advanced(by: bound)
        var pause = Duration.milliseconds(1)
        return try take(path) {
            let left = deadline.since(.now)
            guard left > .zero else { return false }
            Pause.take(min(pause, left))
            pause = min(pause * 2, longestPause)
            return true
        }
    }

    /// Waits for the lock as ``take(_:within:)`` does, for as long as `pausing` says to ask again; `nil` if others had it until then.
    ///
    /// It is called each time that others have the lock, and is what waits.
    public static func take(_ path: String, pausing: () -> Bool) throws(SystemError) -> FileLock? {
        guard !path.utf8.contains(0) else { throw SystemError(call: "open", errno: EINVAL) }
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        let raw = try SystemError.check("open") { unsafe Int(open(path, flags, 0o600)) }
        let file = Descriptor(owning: CInt(raw))
        while try !file.claim() {
            guard pausing() else { return nil }
        }
        return FileLock(descriptor: file)
    }

    private init(descriptor: consuming Descriptor) { self.descriptor = descriptor }
}
