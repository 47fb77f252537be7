// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A file that is read from its start to its end, in pieces: for what is too long to be held at once.
public struct FileStream: ~Copyable {
    /// What the file was when it was opened.
    public let status: FileStatus
    private let file: Descriptor

    /// Opens a regular file; a pipe or a device is refused without waiting for it, and a symbolic link if it is not to be followed.
    ///
    /// The corresponding C functions are `open` and `fstat`.
    public init(_ path: String, followsLinks: Bool = true) throws(FileError) {
        let file = try FileContents.open(path, followsLinks: followsLinks)
        let status = try FileError.wrapping { () throws(SystemError) in try FileStatus.of(file) }
        guard status.isRegular else { throw .notRegular }
        self.status = status
        self.file = file
    }

    /// Fills `bytes` from its start with what comes next, and gives how much that was; zero is the end.
    ///
    /// The corresponding C function is `read`.
    public borrowing func read(into bytes: inout [UInt8]) throws(FileError) -> Int {
        let raw = file.raw
        return try FileError.wrapping { () throws(SystemError) in
            try SystemError.check("read") {
                unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(raw, $0.baseAddress, $0.count) }
            }
        }
    }

    /// The next bytes, `count` of them but at the end, where there are fewer.
    public borrowing func next(_ count: Int) throws(FileError) -> [UInt8] {
        var all: [UInt8] = []
        while all.count < count {
            var piece: [UInt8] = .init(repeating: 0, count: count - all.count)
            let moved = try read(into: &piece)
            guard moved > 0 else { break }
            // As a rule there is one piece.
            if all.isEmpty, moved == count { return piece }
            all += piece[..<moved]
        }
        return all
    }
}
