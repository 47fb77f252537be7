// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A file that is read from its start to its end, in pieces: for what is too long to be held at once.
public struct FileStream: ~Copyable {
    private let file: Descriptor

    /// Opens a regular file; a pipe or a device is refused without waiting for it.
    ///
    /// The corresponding C functions are `open` and `fstat`.
    public init(_ path: String) throws(FileError) {
        let file = try FileContents.open(path)
        let status = try FileError.wrapping { () throws(SystemError) in try FileStatus.of(file) }
        guard status.isRegular else { throw .notRegular }
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
}
