// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// A segment where it lies, as far as its first line says what it is.
public struct SegmentFile: Hashable, Sendable {
    /// The folder.
    public let folder: String
    /// The file.
    public let name: SegmentName
    /// Its first line; `nil` if that is none.
    public let header: SegmentHeader?
    /// Whether its first lines say that it is of the log of anchorings.
    let isAnchors: Bool

    /// Where it is.
    public var path: String { "\(folder)/\(name.text)" }

    /// How much of a file is looked at to know what it is.
    private static let glance = 256 << 10

    /// The segments of a folder, in the order of their entries.
    public static func all(in folder: String) throws(AuditTrailError) -> [SegmentFile] {
        var files: [SegmentFile] = []
        for name in try TrailFolder(folder).segments() {
            do throws(FileError) {
                let start = try FileStream("\(folder)/\(name.text)").next(glance)
                files.append(SegmentFile(folder, name, start.span))
            } catch { throw AuditTrailError(error) }
        }
        return files
    }

    private init(_ folder: String, _ name: SegmentName, _ start: Span<UInt8>) {
        (self.folder, self.name) = (folder, name)
        var header: SegmentHeader?
        var isAnchors = false
        var at = 0
        for end in start.indices where start[end] == UInt8(ascii: "\n") {
            let line = start.extracting(at..<end)
            if at == 0 {
                header = SegmentHeader(line)
            } else {
                isAnchors = isAnchors || AnchorRecord.isLikely(line) || RestartEntry.isLikely(line)
            }
            at = end + 1
        }
        (self.header, self.isAnchors) = (header, isAnchors)
    }
}
