// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// What the kernel says about a file, without its bytes.
public struct FileStatus: Hashable, Sendable {
    /// What tells one content of a path from the next.
    public let signature: FileSignature
    /// Whether it is a regular file: no directory, pipe, socket or device.
    public let isRegular: Bool
    /// Whether it is a folder.
    public let isFolder: Bool
    /// Whose it is.
    public let owner: NewFile.Owner
    /// Whether it belongs to the user that this process acts as.
    public let isOwn: Bool
    /// The permission bits, `0o640` for example.
    public let permissions: UInt32

    /// Whether anybody on the machine may read it.
    public var isWorldReadable: Bool { permissions & 0o004 != 0 }

    /// Whether anybody on the machine may change it.
    public var isWorldWritable: Bool { permissions & 0o002 != 0 }

    /// Whether its owner alone may read or change it.
    public var isPrivate: Bool { permissions & 0o077 == 0 }

    /// Looks at `path`, through symbolic links.
    ///
    /// The corresponding C function is `stat`.
    public static func of(_ path: String) throws(SystemError) -> FileStatus {
        guard !path.utf8.contains(0) else { throw SystemError(call: "stat", errno: EINVAL) }
        var raw = stat()
        _ = try SystemError.check("stat") { unsafe Int(stat(path, &raw)) }
        return FileStatus(raw)
    }

    /// Looks at an open file.
    ///
    /// The corresponding C function is `fstat`.
    public static func of(_ descriptor: borrowing Descriptor) throws(SystemError) -> FileStatus {
        let number = descriptor.raw
        var raw = stat()
        _ = try SystemError.check("fstat") { unsafe Int(fstat(number, &raw)) }
        return FileStatus(raw)
    }

    private init(_ raw: stat) {
        signature = FileSignature(
            device: UInt64(raw.st_dev), inode: UInt64(raw.st_ino), size: Int64(raw.st_size),
            modified: WallTime(raw.st_mtim), changed: WallTime(raw.st_ctim))
        isRegular = raw.st_mode & S_IFMT == S_IFREG
        isFolder = raw.st_mode & S_IFMT == S_IFDIR
        owner = NewFile.Owner(user: raw.st_uid, group: raw.st_gid)
        isOwn = raw.st_uid == geteuid()
        permissions = raw.st_mode & 0o7777
    }
}

extension WallTime {
    fileprivate init(_ time: timespec) {
        self.init(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }
}
