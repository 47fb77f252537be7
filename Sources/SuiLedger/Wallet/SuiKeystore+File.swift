// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

extension SuiKeystore {
    /// Where the names are that belong to keys at `path`: `sui.aliases` beside `sui.keystore`.
    public static func aliasPath(for path: String) -> String {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        // A name that begins with a dot and has no other is all name.
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return path + ".aliases" }
        return path[..<dot] + ".aliases"
    }

    /// Reads a keystore from a file that its owner alone may read, and the names beside it where there are any.
    public static func read(_ path: String) throws(KeystoreError) -> SuiKeystore {
        let names = try contents(aliasPath(for: path), KeystoreError.aliasFile)?.bytes
        guard let keys = try contents(path, KeystoreError.file) else {
            throw .file(.system(SystemError(call: "open", errno: ENOENT)))
        }
        return try parse(keys, names)
    }

    /// Reads a keystore, or begins one where there is none; names that stand there already stay.
    public static func readOrBegin(_ path: String) throws(KeystoreError) -> SuiKeystore {
        let names = try contents(aliasPath(for: path), KeystoreError.aliasFile)?.bytes
        guard let keys = try contents(path, KeystoreError.file) else {
            let none = Array("[]".utf8)
            return try SuiKeystore(keys: none.span, aliases: names?.span)
        }
        return try parse(keys, names)
    }

    /// A file, or `nil` where there is none.
    private static func contents(
        _ path: String, _ failure: (FileError) -> KeystoreError
    ) throws(KeystoreError) -> FileContents? {
        do throws(FileError) { return try FileContents.read(path, limit: maximumBytes) } catch {
            if case .system(let reason) = error, reason.errno == ENOENT { return nil }
            throw failure(error)
        }
    }

    private static func parse(_ keys: consuming FileContents, _ names: [UInt8]?) throws(KeystoreError) -> SuiKeystore {
        var (status, bytes) = taken(keys)
        defer { KeyText.wipe(&bytes) }
        guard status.isPrivate else { throw .exposed }
        return try SuiKeystore(keys: bytes.span, aliases: names?.span)
    }

    /// Writes both files for their owner alone, each whole or not at all.
    ///
    /// The names come first, as Sui does it: a name without its key does no harm.
    public func write(_ path: String) throws(KeystoreError) {
        let names = Array(aliasText.utf8)
        do throws(FileError) {
            try FileReplacement.write(names.span, to: Self.aliasPath(for: path), readers: .owner)
        } catch { throw .aliasFile(error) }
        do throws(FileError) {
            try withKeyBytes { bytes throws(FileError) in try FileReplacement.write(bytes, to: path, readers: .owner) }
        } catch { throw .file(error) }
    }

    /// What a file was and what is in it, so that nobody else holds the bytes and they can be wiped where they are.
    private static func taken(_ contents: consuming FileContents) -> (FileStatus, [UInt8]) {
        (contents.status, contents.bytes)
    }
}
