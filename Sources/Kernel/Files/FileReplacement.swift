// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Writes a file whole or not at all: whoever reads it finds the old contents or the new, whatever happens in between.
public enum FileReplacement {
    /// Who may read the file.
    public enum Readers: Sendable {
        /// Its owner alone.
        case owner
        /// Everybody.
        case everybody
    }

    /// Puts `bytes` in the place of what stands at `path`, or of nothing.
    ///
    /// The new file is on disk before it takes the old one's name, and the name before this returns. The corresponding C functions
    /// are `open` with `O_EXCL`, `fsync` and `rename`.
    public static func write(_ bytes: Span<UInt8>, to path: String, readers: Readers) throws(FileError) {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .system(SystemError(call: "open", errno: EINVAL)) }
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max))"
        do throws(FileError) {
            try fill(temporary, bytes, mode: readers == .owner ? 0o600 : 0o644)
            try call("rename") { unsafe Int(rename(temporary, path)) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        try syncFolder(of: path)
    }

    /// Makes a file that nothing stands in the place of, and returns once its contents last.
    static func fill(_ path: String, _ bytes: Span<UInt8>, mode: mode_t) throws(FileError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY
        let file = Descriptor(owning: CInt(try call("open") { unsafe Int(open(path, flags, mode)) }))
        try FileError.wrapping { () throws(SystemError) in try file.writeAll(bytes) }
        let raw = file.raw
        try call("fsync") { Int(fsync(raw)) }
    }

    /// Makes a new file's name last, too.
    ///
    /// The corresponding C function is `fsync`, on the folder.
    public static func syncFolder(of path: String) throws(FileError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let raw = CInt(try call("open") { unsafe Int(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) })
        let descriptor = Descriptor(owning: raw)
        try call("fsync") { Int(fsync(raw)) }
        _ = descriptor.raw
    }

    @discardableResult
    private static func call(_ name: StaticString, _ body: () -> Int) throws(FileError) -> Int {
        try FileError.wrapping { () throws(SystemError) in try SystemError.check(name, body) }
    }
}
