// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Files behind one another: the same files are the same bytes, whatever the order in which a folder lists them.
///
/// Each is `1 ‖ length of the name u16 ‖ name ‖ size u64 ‖ bytes`, the highest byte first, in the order of the names' bytes; a single
/// 0 ends it. Neither owners, modes nor times are kept, and empty folders are not.
struct ArchiveWriter {
    static let fileMark: UInt8 = 1
    static let endMark: UInt8 = 0
    private static let pieceLength = 64 * 1024
    /// SQLite makes these anew from the log beside them; one that was copied would be wrong.
    private static let leftOut = "-shm"

    let limits: StateLimits

    private struct File {
        let name: String
        let path: String
    }

    /// Writes all files of these parts.
    func write(_ parts: [StatePart], to sink: inout some (ArchiveSink & ~Copyable)) throws(StateFailure) {
        var files: [File] = []
        for part in parts { try collect(part.name, part.path, depth: 0, &files) }
        files.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for (file, next) in zip(files, files.dropFirst()) where file.name == next.name {
            throw StateFailure(.oddEntry, file.path)
        }
        var left = limits.bytes
        for file in files { try write(file, to: &sink, &left) }
        try sink.take([Self.endMark].span)
    }

    private func collect(
        _ name: String, _ path: String, depth: Int, _ files: inout [File]
    ) throws(StateFailure) {
        guard limits.allows(name) else { throw StateFailure(.oddEntry, path) }
        guard let kind = try Self.kind(of: path) else {
            // A part that is not there yet is no state; what a folder has just listed must be there.
            guard depth > 0 else { return }
            throw StateFailure(.changed, path)
        }
        switch kind {
        case .other: throw StateFailure(.oddEntry, path)
        case .file:
            guard files.count < limits.files else { throw StateFailure(.tooLarge, path) }
            files.append(File(name: name, path: path))
        case .folder:
            for entry in try Self.entries(path, limits.files) where !entry.name.hasSuffix(Self.leftOut) {
                try collect("\(name)/\(entry.name)", "\(path)/\(entry.name)", depth: depth + 1, &files)
            }
        }
    }

    private func write(
        _ file: File, to sink: inout some (ArchiveSink & ~Copyable), _ left: inout UInt64
    ) throws(StateFailure) {
        let reader: FileStream
        do throws(FileError) { reader = try FileStream(file.path, followsLinks: false) } catch {
            throw StateFailure(reading: file.path, error)
        }
        let size = UInt64(max(0, reader.status.signature.size))
        guard size <= left else { throw StateFailure(.tooLarge, file.path) }
        left -= size
        try sink.take(Self.head(file.name, size).span)
        var rest = size
        while rest > 0 {
            let piece = try Self.next(reader, Int(min(rest, UInt64(Self.pieceLength))), file.path)
            try sink.take(piece.span)
            rest -= UInt64(piece.count)
        }
    }

    private static func head(_ name: String, _ size: UInt64) -> [UInt8] {
        let length = name.utf8.count
        return [fileMark, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)] + Array(name.utf8)
            + (0..<8).reversed().map { UInt8(truncatingIfNeeded: size >> UInt64(8 * $0)) }
    }

    private static func next(
        _ reader: borrowing FileStream, _ count: Int, _ path: String
    ) throws(StateFailure) -> [UInt8] {
        let piece: [UInt8]
        do throws(FileError) { piece = try reader.next(count) } catch { throw StateFailure(reading: path, error) }
        guard piece.count == count else { throw StateFailure(.changed, path) }
        return piece
    }

    private static func kind(of path: String) throws(StateFailure) -> Folder.Entry.Kind? {
        do throws(FileError) { return try Folder.kind(of: path) } catch { throw StateFailure(reading: path, error) }
    }

    private static func entries(_ path: String, _ limit: Int) throws(StateFailure) -> [Folder.Entry] {
        do throws(FileError) { return try Folder.entries(in: path, limit: limit) } catch {
            throw StateFailure(reading: path, error)
        }
    }
}
