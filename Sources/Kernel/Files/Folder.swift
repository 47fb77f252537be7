// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Folders for files of our own.
public enum Folder {
    /// Makes the folder that `path` lies in, and those above it, for their owner alone; what is there stays as it is.
    ///
    /// Where `letsPass` is set, others may open what they know the name of, and still list nothing. The corresponding C
    /// functions are `mkdir` and `chmod`.
    public static func make(for path: String, letsPass: Bool = false) throws(FileError) {
        guard !path.utf8.contains(0) else { throw .system(SystemError(call: "mkdir", errno: EINVAL)) }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        for count in parts.indices.map({ $0 + 1 }) {
            let folder = parts.prefix(count).joined(separator: "/")
            guard !folder.isEmpty else { continue }
            do throws(SystemError) {
                _ = try SystemError.check("mkdir") { unsafe Int(mkdir(folder, 0o700)) }
                // Not by `mkdir`, from whose mode the process takes what it hides from others.
                if letsPass { _ = try SystemError.check("chmod") { unsafe Int(chmod(folder, 0o711)) } }
            } catch {
                guard error.errno == EEXIST else { throw .system(error) }
            }
        }
    }

    /// The names of the regular files that lie in a folder itself, hidden ones left out, in the order of their bytes; more than
    /// `limit` are refused.
    ///
    /// The corresponding C functions are `opendir` and `readdir`.
    public static func files(in path: String, limit: Int) throws(FileError) -> [String] {
        try unsafe names(in: path, limit: limit) { (bytes) throws(FileError) in
            let name = unsafe String(decoding: bytes, as: UTF8.self)
            guard !name.hasPrefix("."), let status = try? FileStatus.of("\(path)/\(name)"), status.isRegular else {
                return nil
            }
            return name
        }
    }

    /// What is made of the bytes of each name in a folder, in the order of its bytes; what `nil` is made of does not count.
    static func names(
        in path: String, limit: Int, _ made: (Slice<UnsafeRawBufferPointer>) throws(FileError) -> String?
    ) throws(FileError) -> [String] {
        guard !path.utf8.contains(0) else { throw .system(SystemError(call: "opendir", errno: EINVAL)) }
        var opened: OpaquePointer?
        _ = try FileError.wrapping { () throws(SystemError) in
            try SystemError.check("opendir") {
                unsafe opened = opendir(path)
                return unsafe opened == nil ? -1 : 0
            }
        }
        guard let directory = unsafe opened else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            // By address: a copy would read beyond an entry, which is as long as its name.
            let name = try unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes throws(FileError) in
                try unsafe made(bytes.prefix { $0 != 0 })
            }
            guard let name else { continue }
            guard names.count < limit else { throw .tooLarge(limit: limit) }
            names.append(name)
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
