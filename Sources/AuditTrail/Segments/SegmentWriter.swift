// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Glibc
internal import Kernel

/// The one who adds to a segment: whole lines, which last once ``sync()`` has returned.
///
/// What could not be written or made to last is cut off again before anything else is written, with all that was written since the last
/// ``sync()``, so that no half line is ever left in the middle; whoever wrote it begins again there. No thread, no clock: the trail's
/// thread calls it, and so do tests.
struct SegmentWriter: ~Copyable, Sendable {
    /// Which segment.
    let name: SegmentName
    /// When it was begun.
    let began: WallTime
    /// How many bytes last.
    private(set) var size: Int
    /// Whether it holds no entry.
    private(set) var isBare: Bool
    private let file: Descriptor
    /// How many bytes were written behind those that last.
    private var unsure = 0
    /// There may be more in the file than lasts.
    private var isUncertain = false

    private init(_ name: SegmentName, in folder: String, began: WallTime, size: Int) throws(SystemError) {
        file = try Descriptor.appending(to: "\(folder)/\(name.text)")
        (self.name, self.began, self.size, isBare) = (name, began, size, false)
    }

    /// Takes over a segment; what is behind its last whole line is cut off, and what is before it lasts: whoever wrote it may have been
    /// killed before that was so.
    static func reopen(_ found: TrailOpening.Usable, in folder: String) throws(AuditTrailError) -> SegmentWriter {
        do throws(SystemError) {
            var writer = try SegmentWriter(found.name, in: folder, began: found.header.began, size: found.size)
            writer.isBare = found.isBare
            if found.torn > 0 { try writer.repair() } else { try writer.file.sync() }
            return writer
        } catch { throw AuditTrailError(error) }
    }

    /// Begins a segment, and returns once its header and its name last.
    static func begin(_ header: SegmentHeader, in folder: String) throws(AuditTrailError) -> SegmentWriter {
        let name = SegmentName(first: header.start.size)
        let path = "\(folder)/\(name.text)"
        try makeWay(for: header, path)
        do throws(AuditTrailError) {
            let writer = try make(name, path, header, in: folder)
            do throws(FileError) { try FileReplacement.syncFolder(of: path) } catch { throw AuditTrailError(error) }
            return writer
        } catch {
            try? Folder.remove(path)
            throw error
        }
    }

    /// Removes what is left of this very header, from when it could not be made to last and not be removed either.
    private static func makeWay(for header: SegmentHeader, _ path: String) throws(AuditTrailError) {
        do throws(FileError) {
            guard try Folder.kind(of: path) != nil else { return }
            // Nothing else is ever written over: what has this name then is not of our making.
            guard let left = try? FileContents.read(path, limit: SegmentHeader.longest + 1),
                header.isAll(of: left.bytes.span)
            else { throw .system(SystemError(call: "open", errno: EEXIST)) }
            try Folder.remove(path)
        } catch { throw AuditTrailError(error) }
    }

    private static func make(
        _ name: SegmentName, _ path: String, _ header: SegmentHeader, in folder: String
    ) throws(AuditTrailError) -> SegmentWriter {
        var line = ByteBuffer()
        header.append(to: &line)
        do throws(SystemError) {
            var writer = try SegmentWriter(name, in: folder, began: header.began, size: 0)
            try writer.write(line.span)
            try writer.sync()
            writer.isBare = true
            return writer
        } catch { throw AuditTrailError(error) }
    }

    /// Cuts off what is behind the bytes that last.
    mutating func repair() throws(SystemError) {
        try file.truncate(to: size)
        try file.sync()
        unsure = 0
        isUncertain = false
    }

    /// Adds lines; on failure the segment ends where it did when it was last made to last.
    mutating func write(_ lines: Span<UInt8>) throws(SystemError) {
        if isUncertain { try repair() }
        do throws(SystemError) {
            var rest = lines
            while !rest.isEmpty {
                let count = try file.write(rest)
                guard count > 0 else { throw SystemError(call: "write", errno: EIO) }
                rest = rest.extracting(droppingFirst: count)
            }
            unsure += lines.count
        } catch { throw undo(after: error) }
    }

    /// Returns once all that was written lasts; on failure as ``write(_:)``.
    mutating func sync() throws(SystemError) {
        do throws(SystemError) { try file.sync() } catch { throw undo(after: error) }
        size += unsure
        unsure = 0
        isBare = false
    }

    /// Cuts off what may not last: at once, so that a process that ends now leaves whole lines behind; else before anything is written.
    private mutating func undo(after error: SystemError) -> SystemError {
        isUncertain = true
        try? repair()
        return error
    }
}
