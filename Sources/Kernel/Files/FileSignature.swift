// SPDX-License-Identifier: Apache-2.0

/// What tells one content of a path from the next without reading it.
///
/// An atomic rename shows as another inode, a write in place as other times or another size, a restored
/// modification time as another change time, which no program can set.
public struct FileSignature: Hashable, Sendable {
    /// The file system.
    public let device: UInt64
    /// The file within it.
    public let inode: UInt64
    /// The length in bytes.
    public let size: Int64
    /// When the bytes last changed, as the file's owner says.
    public let modified: WallTime
    /// When bytes or attributes last changed, as the kernel says.
    public let changed: WallTime

    /// How coarse a kernel's file times may be: one tick at 100 Hz is 10 ms; this leaves room.
    public static let timeGranularity = Duration.milliseconds(50)

    /// Whether a second write could still hide behind this signature.
    ///
    /// File times move in ticks. A file that was read within the tick of its last change may change again with
    /// the same size and the same times, so what was read at `time` must be read once more.
    public func isAmbiguous(readAt time: WallTime) -> Bool {
        let granularity = Int64(Self.timeGranularity.wholeNanoseconds)
        return changed.nanoseconds > time.nanoseconds &- granularity
    }
}
