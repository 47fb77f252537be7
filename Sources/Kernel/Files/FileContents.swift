// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A whole file, read at once.
public struct FileContents: Sendable {
    /// The bytes.
    public let bytes: [UInt8]
    /// What the file was when it was opened: whatever changes later has another signature.
    public let status: FileStatus

    /// Reads the file at `path` if it is a regular one of at most `limit` bytes.
    ///
    /// A pipe or a device is refused without waiting for it. The limit is kept while reading as well: a file may
    /// grow meanwhile, and files of `/proc` claim to be empty.
    ///
    /// The corresponding C functions are `open`, `fstat` and `read`.
    public static func read(_ path: String, limit: Int) throws(FileError) -> FileContents {
        let file = try open(path)
        let status = try check(file, limit: limit)

        // One byte more than expected, so that the end shows without growing.
        var bytes: [UInt8] = .init(repeating: 0, count: Int(status.signature.size) + 1)
        var count = 0
        while true {
            let moved = try next(of: file, into: &bytes, at: count)
            count += moved
            guard count <= limit else { throw .tooLarge(limit: limit) }
            guard moved > 0 else { break }
            if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: max(4096, count))) }
        }
        bytes.removeLast(bytes.count - count)
        return FileContents(bytes: bytes, status: status)
    }

    /// Whether ``read(_:limit:)`` could succeed; opens the file, reads nothing.
    public static func check(_ path: String, limit: Int) throws(FileError) -> FileStatus {
        try check(try open(path), limit: limit)
    }

    private static func check(_ file: borrowing Descriptor, limit: Int) throws(FileError) -> FileStatus {
        let status = try FileError.wrapping { () throws(SystemError) in try FileStatus.of(file) }
        guard status.isRegular else { throw .notRegular }
        guard status.signature.size <= Int64(limit) else { throw .tooLarge(limit: limit) }
        return status
    }

    /// Opens without ever waiting for a pipe's other end or a terminal.
    static func open(_ path: String, followsLinks: Bool = true) throws(FileError) -> Descriptor {
        guard !path.utf8.contains(0) else { throw .system(SystemError(call: "open", errno: EINVAL)) }
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followsLinks ? 0 : O_NOFOLLOW)
        do throws(SystemError) {
            return Descriptor(owning: CInt(try SystemError.check("open") { unsafe Int(Glibc.open(path, flags)) }))
        } catch {
            throw !followsLinks && error.errno == ELOOP ? .notRegular : .system(error)
        }
    }

    private static func next(
        of file: borrowing Descriptor, into bytes: inout [UInt8], at offset: Int
    ) throws(FileError) -> Int {
        let raw = file.raw
        return try FileError.wrapping { () throws(SystemError) in
            try SystemError.check("read") {
                unsafe bytes.withUnsafeMutableBytes { room in
                    let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: room[offset...])
                    return unsafe Glibc.read(raw, rest.baseAddress, rest.count)
                }
            }
        }
    }
}
