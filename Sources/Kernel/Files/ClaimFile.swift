// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A file whose being there tells others to keep away; removed when this is dropped.
///
/// What kubectl does with `<kubeconfig>.lock`. Unlike ``FileLock`` it outlives a process that is killed.
public struct ClaimFile: ~Copyable {
    private let path: String

    /// Makes the file, or waits for up to `bound` until it can be made; `nil` if others had theirs there all the time.
    ///
    /// The corresponding C function is `open` with `O_EXCL`.
    public static func make(_ path: String, within bound: Duration) throws(SystemError) -> ClaimFile? {
        guard !path.utf8.contains(0) else { throw SystemError(call: "open", errno: EINVAL) }
        let deadline = Monotonic.now.advanced(by: bound)
        while true {
            do throws(SystemError) {
                let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
                let raw = try SystemError.check("open") { unsafe Int(open(path, flags, 0o600)) }
                _ = Descriptor(owning: CInt(raw))
                return ClaimFile(path: path)
            } catch {
                guard error.errno == EEXIST else { throw error }
            }
            let left = deadline.since(.now)
            guard left > .zero else { return nil }
            Pause.take(min(.milliseconds(20), left))
        }
    }

    private init(path: String) { self.path = path }

    deinit { unsafe unlink(path) }
}
