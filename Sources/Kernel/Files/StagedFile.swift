// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A file that waits beside another one, under a name that people find, and takes its place later or never.
///
/// For what must not be lost while nobody knows yet whether it counts: undecided, both stay, whatever becomes of the process.
public struct StagedFile: Sendable {
    /// What the name of one that waits ends with.
    public static let suffix = ".new"

    /// The place that it may take.
    public let path: String
    /// Where it waits.
    public var waiting: String { path + Self.suffix }

    /// Writes a file for its owner alone, and returns once it is on disk; what waits there already is left, and is an error.
    ///
    /// The corresponding C function is `open` with `O_EXCL`.
    public init(_ bytes: Span<UInt8>, beside path: String) throws(FileError) {
        self.path = path
        // A folder or a device could not be replaced later, when something depends on it.
        if let status = try? FileStatus.of(path), !status.isRegular { throw .notRegular }
        do throws(FileError) { try FileReplacement.fill(waiting, bytes, mode: 0o600) } catch {
            // Somebody else's, or one that an earlier process left: not ours to take away.
            if !error.isTaken { remove() }
            throw error
        }
        try FileReplacement.syncFolder(of: waiting)
    }

    /// Takes its place, and returns once that lasts.
    ///
    /// The corresponding C function is `rename`.
    public func finish() throws(FileError) {
        try FileError.wrapping { () throws(SystemError) in
            _ = try SystemError.check("rename") { unsafe Int(rename(waiting, path)) }
        }
        try FileReplacement.syncFolder(of: path)
    }

    /// Takes it away; the other one stays as it is.
    public func remove() { unsafe unlink(waiting) }
}

extension FileError {
    /// Whether something stands already where a new file should be made.
    public var isTaken: Bool {
        if case .system(let error) = self { error.errno == EEXIST } else { false }
    }
}
