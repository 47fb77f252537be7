// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The folder of a log's segments.
public struct TrailFolder: Sendable {
    /// Where it is.
    public let path: String

    /// How many segments are read; old ones may be moved away.
    public static let mostSegments = 1 << 20
    /// The longest segment that is read: the largest that can be set, and a batch behind it.
    public static let longestSegment = 512 << 20

    /// Names a folder.
    public init(_ path: String) { self.path = path }

    /// Its segments, in the order of their entries, those that were put aside among them.
    public func segments() throws(AuditTrailError) -> [SegmentName] {
        do throws(FileError) {
            return try Folder.names(in: path, limit: Self.mostSegments).compactMap { SegmentName($0) }.sorted()
        } catch { throw AuditTrailError(error) }
    }

    /// A segment's bytes.
    public func bytes(of segment: SegmentName) throws(AuditTrailError) -> [UInt8] {
        do throws(FileError) {
            return try FileContents.read(file(segment), limit: Self.longestSegment).bytes
        } catch { throw AuditTrailError(error) }
    }

    /// Makes the folder for its owner alone, where there is none.
    func make() throws(AuditTrailError) {
        do throws(FileError) { try Folder.make(for: file(SegmentName(first: 0))) } catch {
            throw AuditTrailError(error)
        }
    }

    /// Claims the folder for this process.
    func claim(within patience: Duration) throws(AuditTrailError) -> FileLock {
        let lock: FileLock?
        do throws(SystemError) { lock = try FileLock.take("\(path)/.lock", within: patience) } catch {
            throw AuditTrailError(error)
        }
        guard let lock else { throw AuditTrailError(.claimed, "another process writes this trail") }
        return lock
    }

    /// Claims the folder for as long as `pausing` says to ask again; `nil` if others had it until then.
    func claim(pausing: () -> Bool) throws(AuditTrailError) -> FileLock? {
        do throws(SystemError) { return try FileLock.take("\(path)/.lock", pausing: pausing) } catch {
            throw AuditTrailError(error)
        }
    }

    /// Claims to be the next who claims the folder: who has come first is not overtaken by a third.
    func queue(pausing: () -> Bool) throws(AuditTrailError) -> FileLock? {
        do throws(SystemError) { return try FileLock.take("\(path)/.next", pausing: pausing) } catch {
            throw AuditTrailError(error)
        }
    }

    /// Removes a segment that holds no entry.
    func remove(_ segment: SegmentName) throws(AuditTrailError) {
        do throws(FileError) { try Folder.remove(file(segment)) } catch { throw AuditTrailError(error) }
    }

    /// Gives a segment a name that says why the log goes on without it.
    func putAside(
        _ segment: SegmentName, as reason: SegmentName.Reason, among others: [SegmentName]
    ) throws(AuditTrailError) -> SegmentName {
        let taken = others.filter { $0.first == segment.first }.compactMap(\.aside?.number)
        let aside = SegmentName(first: segment.first, aside: .init(reason, (taken.max() ?? 0) + 1))
        do throws(FileError) { try Folder.rename(file(segment), to: file(aside)) } catch {
            throw AuditTrailError(error)
        }
        return aside
    }

    private func file(_ segment: SegmentName) -> String { "\(path)/\(segment.text)" }
}
