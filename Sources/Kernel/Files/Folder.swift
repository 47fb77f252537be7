// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Folders for files of our own.
public enum Folder {
    /// Makes the folder that `path` lies in, and those above it, for their owner alone; what is there stays as it is.
    ///
    /// The corresponding C function is `mkdir`.
    public static func make(for path: String) throws(FileError) {
        guard !path.utf8.contains(0) else { throw .system(SystemError(call: "mkdir", errno: EINVAL)) }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        for count in parts.indices.map({ $0 + 1 }) {
            let folder = parts.prefix(count).joined(separator: "/")
            guard !folder.isEmpty else { continue }
            do throws(SystemError) {
                _ = try SystemError.check("mkdir") { unsafe Int(mkdir(folder, 0o700)) }
            } catch {
                guard error.errno == EEXIST else { throw .system(error) }
            }
        }
    }
}
