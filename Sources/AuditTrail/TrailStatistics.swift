// SPDX-License-Identifier: Apache-2.0

/// What became of a trail's lines.
public struct TrailStatistics: Sendable, Equatable {
    /// Lines that were taken.
    public var taken: UInt64 = 0
    /// Lines that are on disk; the trail's own entries are not among them.
    public var durable: UInt64 = 0
    /// Lines that were not taken: memory was full, the trail was closed, or they were no entry.
    public var dropped: UInt64 = 0
    /// Lines that were taken and given up at the end.
    public var lost: UInt64 = 0
    /// Batches that could not be made to last when they were tried.
    public var failures: UInt64 = 0
    /// Batches that were written, with one wait for the disk each.
    public var batches: UInt64 = 0
    /// Segments that were begun.
    public var segments: UInt64 = 0
    /// Segments that were found damaged.
    public var broken: UInt64 = 0
    /// Bytes of a torn tail that were cut.
    public var repaired: UInt64 = 0

    /// Nothing yet.
    public init() {}
}
