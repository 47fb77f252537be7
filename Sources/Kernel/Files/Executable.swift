// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Programs by name.
public enum Executable {
    /// The file that a name means: an absolute path itself, or the first program of that name in the folders of `path`.
    ///
    /// A path that begins in the current folder is none, and neither is an entry of `path` that does: which program runs must
    /// not hang on where somebody stands.
    public static func find(_ name: String, path: String?) -> String? {
        if name.hasPrefix("/") { return isProgram(name) ? name : nil }
        guard !name.isEmpty, !name.contains("/") else { return nil }
        for folder in (path ?? "").split(separator: ":") where folder.hasPrefix("/") {
            let candidate = "\(folder)/\(name)"
            if isProgram(candidate) { return candidate }
        }
        return nil
    }

    /// The corresponding C functions are `stat` and `access`.
    private static func isProgram(_ path: String) -> Bool {
        guard let status = try? FileStatus.of(path), status.isRegular else { return false }
        return unsafe access(path, X_OK) == 0
    }
}
