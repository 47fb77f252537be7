// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel

/// What posts are signed with, as it lies in a file.
enum NoticeSecret {
    /// How long it may be; a shorter one could be guessed.
    static let length = 16...1024
    /// How long its file may be.
    static let fileLimit = 4096

    /// Why there is none: one sentence, with nothing of it.
    struct Failure: Error, Equatable {
        let sentence: String
    }

    /// Reads it, without a line break at its end.
    static func read(_ path: String) throws(Failure) -> Secret {
        let contents: FileContents
        do throws(FileError) { contents = try FileContents.read(path, limit: fileLimit) } catch {
            throw Failure(sentence: "\(path) cannot be read: \(error.description)")
        }
        guard !contents.status.isWorldReadable, !contents.status.isWorldWritable else {
            throw Failure(sentence: "\(path) is open to everybody; chmod 600 it")
        }
        var bytes = contents.bytes[...]
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        guard length.contains(bytes.count) else {
            throw Failure(sentence: "\(path) must hold \(length.lowerBound) to \(length.upperBound) bytes")
        }
        let trimmed = Array(bytes)
        do throws(CryptoError) { return try Secret(copying: trimmed.span) } catch {
            throw Failure(sentence: error.description)
        }
    }
}
