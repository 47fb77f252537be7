// SPDX-License-Identifier: Apache-2.0
internal import Glibc

extension Folder {
    /// What lies in a folder.
    public struct Entry: Hashable, Sendable {
        /// What it is.
        public enum Kind: Hashable, Sendable {
            case file, folder
            /// A symbolic link, a pipe, a socket or a device.
            case other
        }

        /// Its name in the folder.
        public let name: String
        /// What it is; nothing is followed.
        public let kind: Kind
    }

    /// All that lies in a folder itself, in the order of the names' bytes; more than `limit` are refused, and so is a name that is no
    /// text.
    ///
    /// The corresponding C functions are `opendir`, `readdir` and `lstat`.
    public static func entries(in path: String, limit: Int) throws(FileError) -> [Entry] {
        var entries: [Entry] = []
        for name in try names(in: path, limit: limit) {
            entries.append(Entry(name: name, kind: try kindThere("\(path)/\(name)")))
        }
        return entries
    }

    /// The names of all that lies in a folder itself, as ``entries(in:limit:)`` has them; nothing is asked about what they name.
    ///
    /// For folders like `/proc`, in which what was named may be gone. The corresponding C functions are `opendir` and `readdir`.
    public static func names(in path: String, limit: Int) throws(FileError) -> [String] {
        try unsafe names(in: path, limit: limit) { (bytes) throws(FileError) in
            guard let name = unsafe String(validating: bytes, as: UTF8.self) else {
                throw .system(SystemError(call: "readdir", errno: EILSEQ))
            }
            return name == "." || name == ".." ? nil : name
        }
    }

    /// Makes a folder for its owner alone, in one that is there; refused where something has the name.
    ///
    /// The corresponding C function is `mkdir`.
    public static func makeNew(_ path: String) throws(FileError) {
        guard !path.utf8.contains(0) else { throw .system(SystemError(call: "mkdir", errno: EINVAL)) }
        _ = try FileError.wrapping { () throws(SystemError) in
            try SystemError.check("mkdir") { unsafe Int(mkdir(path, 0o700)) }
        }
    }

    /// Gives a file or a folder another name; an empty folder or a file that has it is replaced.
    ///
    /// The corresponding C function is `rename`.
    public static func rename(_ path: String, to other: String) throws(FileError) {
        guard !path.utf8.contains(0), !other.utf8.contains(0) else {
            throw .system(SystemError(call: "rename", errno: EINVAL))
        }
        _ = try FileError.wrapping { () throws(SystemError) in
            try SystemError.check("rename") { unsafe Int(Glibc.rename(path, other)) }
        }
        try FileReplacement.syncFolder(of: other)
    }

    /// Removes a file, or a folder with all that is in it; what is not there is no failure.
    ///
    /// Symbolic links are removed, never followed. The corresponding C functions are `unlink` and `rmdir`.
    public static func remove(_ path: String) throws(FileError) {
        try remove(path, depth: 0)
    }

    /// Gives a file, or a folder with all that is in it, to another user; links themselves, not what they lead to.
    ///
    /// The corresponding C function is `lchown`.
    public static func give(_ path: String, to owner: NewFile.Owner) throws(FileError) {
        try give(path, to: owner, depth: 0)
    }

    /// Says who may do what with a file or a folder, whatever this process hides from others by default.
    ///
    /// The corresponding C function is `chmod`.
    public static func permit(_ path: String, _ permissions: UInt32) throws(FileError) {
        guard !path.utf8.contains(0) else { throw .system(SystemError(call: "chmod", errno: EINVAL)) }
        _ = try FileError.wrapping { () throws(SystemError) in
            try SystemError.check("chmod") { unsafe Int(chmod(path, permissions)) }
        }
    }

    private static func give(_ path: String, to owner: NewFile.Owner, depth: Int) throws(FileError) {
        guard depth <= deepest else { throw .system(SystemError(call: "lchown", errno: ELOOP)) }
        if try kindThere(path) == .folder {
            for name in try names(in: path, limit: .max) { try give("\(path)/\(name)", to: owner, depth: depth + 1) }
        }
        _ = try FileError.wrapping { () throws(SystemError) in
            try SystemError.check("lchown") { unsafe Int(lchown(path, owner.user, owner.group)) }
        }
    }

    private static let deepest = 64

    private static func remove(_ path: String, depth: Int) throws(FileError) {
        guard !path.utf8.contains(0) else { throw .system(SystemError(call: "unlink", errno: EINVAL)) }
        guard depth <= deepest else { throw .system(SystemError(call: "rmdir", errno: ELOOP)) }
        do throws(FileError) {
            if try kindThere(path) == .folder {
                for entry in try entries(in: path, limit: .max) {
                    try remove("\(path)/\(entry.name)", depth: depth + 1)
                }
                _ = try FileError.wrapping { () throws(SystemError) in
                    try SystemError.check("rmdir") { unsafe Int(rmdir(path)) }
                }
            } else {
                _ = try FileError.wrapping { () throws(SystemError) in
                    try SystemError.check("unlink") { unsafe Int(unlink(path)) }
                }
            }
        } catch {
            guard case .system(let reason) = error, reason.isMissing else { throw error }
        }
    }

    /// What lies at a path, `nil` where nothing does; a link is not followed.
    ///
    /// The corresponding C function is `lstat`.
    public static func kind(of path: String) throws(FileError) -> Entry.Kind? {
        do throws(FileError) { return try kindThere(path) } catch {
            guard case .system(let reason) = error, reason.isMissing else { throw error }
            return nil
        }
    }

    private static func kindThere(_ path: String) throws(FileError) -> Entry.Kind {
        guard !path.utf8.contains(0) else { throw .system(SystemError(call: "lstat", errno: EINVAL)) }
        var status = stat()
        _ = try FileError.wrapping { () throws(SystemError) in
            try SystemError.check("lstat") { unsafe Int(lstat(path, &status)) }
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }
}
