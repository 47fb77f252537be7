// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Paths without symbolic links.
public enum ResolvedPath {
    /// The file that `path` leads to; `path` itself where there is none yet.
    ///
    /// For who replaces a file that its owner keeps elsewhere and links to. The corresponding C function is `realpath`.
    public static func of(_ path: String) -> String {
        guard !path.utf8.contains(0), let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
