// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A file that is written piece by piece, and takes its name only once it is whole; dropped before, it never was.
public struct NewFile: ~Copyable {
    /// Whom a file is given to.
    public struct Owner: Hashable, Sendable {
        /// The user.
        public let user: UInt32
        /// The group.
        public let group: UInt32

        /// Names both.
        public init(user: UInt32, group: UInt32) {
            self.user = user
            self.group = group
        }
    }

    private let path: String
    private let temporary: String
    private let file: Descriptor

    /// Begins a file for its owner alone that will stand at `path`, in the place of what is there.
    ///
    /// The corresponding C function is `open` with `O_EXCL`.
    public init(replacing path: String) throws(FileError) {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .system(SystemError(call: "open", errno: EINVAL)) }
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max))"
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY
        let raw = try FileError.wrapping { () throws(SystemError) in
            try SystemError.check("open") { unsafe Int(open(temporary, flags, 0o600)) }
        }
        file = Descriptor(owning: CInt(raw))
        self.path = path
        self.temporary = temporary
    }

    // After it was renamed there is nothing under this name, which nobody else would choose.
    deinit { unsafe unlink(temporary) }

    /// Adds to the end.
    public func write(_ bytes: Span<UInt8>) throws(FileError) {
        try FileError.wrapping { () throws(SystemError) in try file.writeAll(bytes) }
    }

    /// Gives the file to another user.
    ///
    /// The corresponding C function is `fchown`.
    public func give(to owner: Owner) throws(FileError) {
        let raw = file.raw
        _ = try FileError.wrapping { () throws(SystemError) in
            try SystemError.check("fchown") { Int(fchown(raw, owner.user, owner.group)) }
        }
    }

    /// Lets everybody read the file, whatever this process hides from others by default.
    ///
    /// The corresponding C function is `fchmod`.
    public func show() throws(FileError) {
        let raw = file.raw
        _ = try FileError.wrapping { () throws(SystemError) in
            try SystemError.check("fchmod") { Int(fchmod(raw, 0o644)) }
        }
    }

    /// Gives the file its name, and returns once that lasts.
    ///
    /// The corresponding C functions are `fsync` and `rename`.
    public consuming func finish() throws(FileError) {
        let (raw, from, to) = (file.raw, temporary, path)
        try FileError.wrapping { () throws(SystemError) in
            _ = try SystemError.check("fsync") { Int(fsync(raw)) }
            _ = try SystemError.check("rename") { unsafe Int(rename(from, to)) }
        }
        try FileReplacement.syncFolder(of: to)
    }
}
