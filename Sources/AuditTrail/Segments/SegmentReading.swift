// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// What a segment's bytes say.
public struct SegmentReading: Sendable {
    /// An entry of a segment, or the place of one.
    public struct Line: Hashable, Sendable {
        /// The entry's number.
        public let index: UInt64
        /// Its hash; of one that is damaged what its successor says, or zeros.
        public let leaf: Bytes32
        /// Where it lies, without its line feed; `nil` for one that is damaged or missing.
        public let place: Range<Int>?
    }

    /// Entries that are not what their neighbours say.
    public struct Damage: Hashable, Sendable {
        /// The number of the first.
        public let first: UInt64
        /// How many; none where there are bytes that are no entry between two that are.
        public let count: UInt64
        /// Where in the file.
        public let offset: Int
    }

    /// The first line; `nil` if it is none of ours.
    public internal(set) var header: SegmentHeader?
    /// Where the log stands behind the last line.
    public internal(set) var end: TrailPosition
    /// Bytes up to and with the last line feed.
    public internal(set) var whole: Int
    /// Bytes behind it: a line that was not finished.
    public internal(set) var torn: Int
    /// What is not as it was written.
    public internal(set) var damage: [Damage] = []
    /// Where the log stood at the size that was asked for.
    public internal(set) var probed: TrailPosition?
}
