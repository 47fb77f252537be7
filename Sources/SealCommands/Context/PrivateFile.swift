// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

/// Files with secrets in them.
enum PrivateFile {
    /// The bytes of a file that its owner alone may read.
    static func bytes(_ path: String, limit: Int) throws(CommandFailure) -> [UInt8] {
        let contents: FileContents
        do throws(FileError) { contents = try FileContents.read(path, limit: limit) } catch {
            throw CommandFailure(path, error)
        }
        guard contents.status.isPrivate else {
            throw CommandFailure("\(path): others may read this file: chmod 600 it", .configuration)
        }
        return contents.bytes
    }

    /// The text of such a file.
    static func text(_ path: String, limit: Int) throws(CommandFailure) -> String {
        String(decoding: try bytes(path, limit: limit), as: UTF8.self)
    }

    /// Writes a file that its owner alone may read, whole or not at all.
    static func write(_ text: String, to path: String) throws(CommandFailure) {
        let bytes = Array(text.utf8)
        do throws(FileError) { try FileReplacement.write(bytes.span, to: path, readers: .owner) } catch {
            throw CommandFailure(writing: path, error)
        }
    }
}
